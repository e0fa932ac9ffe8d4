import type { ActionName } from '#refer/referrals/model.ts'

export type Step = { name: ActionName; by: 'coordinator' | 'agency' | 'system'; data: unknown }

/** `days` from now as YYYY-MM-DD. */
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const send: Step = {
  name: 'send',
  by: 'coordinator',
  data: { mode: 'treatment', fields: ['name', 'contact', 'need'] },
}
const accept: Step = { name: 'accept', by: 'agency', data: { contactName: 'Pat', firstContactOn: day(1) } }
const askCancel: Step = { name: 'ask-cancel', by: 'coordinator', data: { reason: 'resolved-elsewhere' } }

/** Ways of a referral that take every action at least once; what the system does by its clock is a step too. */
export const WAYS: readonly (readonly Step[])[] = [
  [
    send,
    { name: 'open', by: 'agency', data: {} },
    { name: 'ask', by: 'agency', data: { question: 'Which bus?' } },
    { name: 'answer', by: 'coordinator', data: { answer: 'The 14' } },
    accept,
    { name: 'schedule', by: 'agency', data: { at: `${day(2)}T16:00:00Z`, mode: 'in-person' } },
    { name: 'miss', by: 'agency', data: { which: 'missed' } },
    { name: 'begin', by: 'agency', data: { startedOn: day(0) } },
    {
      name: 'close-served',
      by: 'agency',
      data: { delivered: 'Groceries', on: day(0), enrolment: 'enrolled' },
    },
  ],
  [
    send,
    { name: 'decline', by: 'agency', data: { reason: 'no-capacity' } },
    { name: 'reopen', by: 'coordinator', data: { text: 'They have room again.' } },
    { name: 'lapse', by: 'system', data: {} },
    { name: 'mark-error', by: 'coordinator', data: { text: 'Wrong person.' } },
  ],
  [
    send,
    accept,
    {
      name: 'contact',
      by: 'agency',
      data: { at: new Date().toISOString(), channel: 'call', result: 'no-answer' },
    },
    { name: 'waitlist', by: 'agency', data: { position: 4, recheckOn: day(20) } },
    askCancel,
    { name: 'keep', by: 'coordinator', data: {} },
    askCancel,
    { name: 'confirm-cancel', by: 'agency', data: {} },
  ],
  [send, accept, { name: 'close-not-served', by: 'agency', data: { reason: 'unreachable' } }],
  [
    { name: 'ask-consent', by: 'coordinator', data: {} },
    { name: 'withdraw', by: 'coordinator', data: { reason: 'client-declined', askedBy: 'client' } },
  ],
]
