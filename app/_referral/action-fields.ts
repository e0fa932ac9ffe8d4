import {
  DECLINE_REASONS,
  NOT_SERVED_REASONS,
  type StepName,
  WITHDRAW_REASONS,
} from '#refer/referrals/model.ts'

export type FieldSpec = {
  name: string
  kind: 'text' | 'area' | 'date' | 'datetime' | 'number' | 'select'
  /** Values of a list; their words stand under `refer.options.<list>`. */
  options?: { list: string; values: readonly string[] }
  optional?: boolean
}

const reason = (values: readonly string[]): FieldSpec => ({
  name: 'reason',
  kind: 'select',
  options: { list: 'reason', values },
})
const text = (optional = true): FieldSpec => ({ name: 'text', kind: 'area', optional })

const ATTEMPT: readonly FieldSpec[] = [
  { name: 'at', kind: 'datetime' },
  {
    name: 'channel',
    kind: 'select',
    options: { list: 'channel', values: ['call', 'text', 'mail', 'letter', 'visit'] },
  },
  {
    name: 'result',
    kind: 'select',
    options: { list: 'result', values: ['reached', 'left-message', 'no-answer', 'wrong-number'] },
  },
]
const WAITING: readonly FieldSpec[] = [
  { name: 'position', kind: 'number', optional: true },
  { name: 'estimate', kind: 'text', optional: true },
  { name: 'recheckOn', kind: 'date' },
]

/** What each step asks for on the page, in the order that it is asked. The schemas of the model check it. */
export const ACTION_FIELDS: Readonly<Record<StepName, readonly FieldSpec[]>> = {
  'ask-consent': [],
  'ask-again': [],
  send: [],
  open: [],
  ask: [
    { name: 'question', kind: 'area' },
    { name: 'dueOn', kind: 'date', optional: true },
  ],
  answer: [{ name: 'answer', kind: 'area' }],
  accept: [
    { name: 'contactName', kind: 'text' },
    { name: 'contactPhone', kind: 'text', optional: true },
    { name: 'firstContactOn', kind: 'date' },
    { name: 'note', kind: 'area', optional: true },
  ],
  decline: [reason(DECLINE_REASONS), text(), { name: 'program', kind: 'text', optional: true }],
  lapse: [],
  contact: ATTEMPT,
  'log-attempt': ATTEMPT,
  waitlist: WAITING,
  'confirm-waiting': WAITING,
  remind: [],
  'note-progress': [{ name: 'note', kind: 'area', optional: true }],
  schedule: [
    { name: 'at', kind: 'datetime' },
    {
      name: 'mode',
      kind: 'select',
      options: { list: 'mode', values: ['in-person', 'phone', 'online', 'home'] },
    },
    { name: 'place', kind: 'text', optional: true },
    { name: 'note', kind: 'area', optional: true },
  ],
  miss: [
    { name: 'which', kind: 'select', options: { list: 'which', values: ['missed', 'moved'] } },
    { name: 'why', kind: 'area', optional: true },
  ],
  begin: [{ name: 'startedOn', kind: 'date' }],
  'ask-cancel': [reason(WITHDRAW_REASONS), text()],
  'confirm-cancel': [],
  keep: [],
  'close-served': [
    { name: 'delivered', kind: 'area' },
    { name: 'on', kind: 'date' },
    {
      name: 'enrolment',
      kind: 'select',
      options: { list: 'enrolment', values: ['enrolled', 'not-enrolled', 'not-enrolled-on-waitlist'] },
    },
  ],
  'close-not-served': [reason(NOT_SERVED_REASONS), text()],
  withdraw: [
    reason(WITHDRAW_REASONS),
    {
      name: 'askedBy',
      kind: 'select',
      options: { list: 'askedBy', values: ['client', 'coordinator', 'agency'] },
    },
    text(),
  ],
  'revoke-consent': [],
  reopen: [text(false)],
  'mark-error': [text(false)],
}

/** Steps that have a page of their own, or that nobody takes by hand. */
export const NOT_BY_FORM: readonly StepName[] = ['send', 'ask-consent', 'lapse', 'revoke-consent', 'open']

/** Steps that end something: they are asked for behind a second line, apart from the others. */
export const ENDING: readonly StepName[] = [
  'decline',
  'withdraw',
  'ask-cancel',
  'close-not-served',
  'mark-error',
  'confirm-cancel',
]
