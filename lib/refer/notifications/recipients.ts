import { clockOf } from '#refer/referrals/clocks.ts'
import type { Referral, ReferralEvent } from '#refer/referrals/model.ts'

export type Audience = 'agency' | 'sender' | 'client' | 'supervisor'

/** What a message is about: a key under `mail` and `refer.news` in the message files. */
export const NEWS = [
  'referral-sent',
  'consent-asked',
  'question',
  'reply',
  'accepted',
  'declined',
  'no-response',
  'attempt',
  'waitlisted',
  'scheduled',
  'missed',
  'begun',
  'cancel-asked',
  'kept',
  'withdrawn',
  'served',
  'not-served',
  'corrected',
  'message',
  'progress',
  'reminder',
  'progress-asked',
  'recheck-asked',
  'your-turn',
  'escalation',
  'answer-held',
  'consent-ends',
  'consent-ended',
  'consent-renewed',
  'contact-asked',
  'outcome-asked',
  'rebook-asked',
  'link-again',
  'unsupervised',
] as const
export type News = (typeof NEWS)[number]

export type Telling = { audience: Audience; news: News }

const both = (news: News): Telling[] => [
  { audience: 'sender', news },
  { audience: 'client', news },
]

/**
 * Who hears of a move. Nobody is told of what they did themselves; an agency hears nothing of what was never sent to it,
 * not even that it ended; and one that is asked by telephone gets no mail about it. Who referred themselves has no
 * coordinator: they hear what a coordinator would, once.
 */
export function tellingsOf(
  event: Pick<ReferralEvent, 'action' | 'to' | 'party' | 'data'>,
  { channel, selfReferred, sentAt }: Pick<Referral, 'channel' | 'selfReferred' | 'sentAt'>,
): Telling[] {
  const told = toldOf(event).filter(
    ({ audience }) =>
      audience !== event.party &&
      !(audience === 'agency' && (sentAt === null || channel === 'telephone' || channel === 'fax')),
  )
  if (!selfReferred) return told
  const theirs = told.find(({ audience }) => audience === 'sender' || audience === 'client')
  return [
    ...told.filter(({ audience }) => audience === 'agency'),
    ...(theirs && event.party !== 'client' ? [{ audience: 'client' as const, news: theirs.news }] : []),
  ]
}

/** News that go to a client, coordinated or not; `own-page` is a private link that was asked for again. */
export const CLIENT_NEWS = [
  'accepted',
  'waitlisted',
  'scheduled',
  'missed',
  'begun',
  'served',
  'not-served',
  'declined',
  'no-response',
  'withdrawn',
  'your-turn',
  'own-page',
  'consent-asked',
] as const satisfies readonly (News | 'own-page')[]
export type ClientNews = (typeof CLIENT_NEWS)[number]

/** One neutral text for every kind of news: what happened stands behind the link. A consent is asked for as one. */
export function templateOf(news: News | ClientNews): 'client.news' | 'client.consent' {
  return news === 'consent-asked' ? 'client.consent' : 'client.news'
}

function toldOf({ action, data, to }: Pick<ReferralEvent, 'action' | 'data' | 'to'>): Telling[] {
  switch (action) {
    case 'send':
    case 'reopen':
      return [{ audience: 'agency', news: 'referral-sent' }]
    case 'ask-consent':
    case 'ask-again':
      return [{ audience: 'client', news: 'consent-asked' }]
    case 'ask':
      return [{ audience: 'sender', news: 'question' }]
    case 'answer':
      return [{ audience: 'agency', news: 'reply' }]
    case 'accept':
      return both('accepted')
    case 'decline':
      return both('declined')
    case 'lapse':
      return [...both('no-response'), { audience: 'supervisor', news: 'escalation' }]
    case 'contact':
      return [{ audience: 'sender', news: 'attempt' }]
    case 'waitlist':
      return both('waitlisted')
    case 'schedule':
      return [...both('scheduled'), { audience: 'agency', news: 'scheduled' }]
    case 'miss':
      return [...both('missed'), { audience: 'agency', news: 'missed' }]
    case 'begin':
      return both('begun')
    case 'ask-cancel':
      return [
        { audience: 'agency', news: 'cancel-asked' },
        { audience: 'sender', news: 'cancel-asked' },
      ]
    case 'keep':
      return [{ audience: 'agency', news: 'kept' }]
    case 'confirm-cancel':
    case 'withdraw':
    case 'revoke-consent':
      return [{ audience: 'agency', news: 'withdrawn' }, ...both('withdrawn')]
    case 'close-served':
      return both('served')
    case 'close-not-served':
      return both('not-served')
    case 'mark-error':
      return [{ audience: 'agency', news: 'corrected' }]
    case 'refer-on':
      return [{ audience: 'sender', news: 'your-turn' }]
    case 'note-progress':
      return [{ audience: 'sender', news: 'progress' }]
    case 'confirm-waiting':
      return both('waitlisted')
    case 'remind':
      return [{ audience: 'agency', news: askedOfAgency(clockOf(to) ?? 'answer') }]
    case 'log-attempt':
      return [{ audience: 'sender', news: 'attempt' }]
    case 'consent-ended':
      return [
        { audience: 'agency', news: 'consent-ended' },
        { audience: 'sender', news: 'consent-ended' },
      ]
    case 'renew-consent':
      // To who saw all the time what was sent nothing has changed.
      return data.resumed ? [{ audience: 'agency', news: 'consent-renewed' }] : []
    case 'open':
    case 'create':
      return []
  }
}

/** How an agency is asked for what it owes: a yes or no, or how it goes with somebody whom it has taken on. */
const ASKED_BY_CLOCK: Readonly<Record<string, News>> = {
  'first-contact': 'contact-asked',
  reach: 'contact-asked',
  'recheck-waitlist': 'recheck-asked',
  'appointment-outcome': 'outcome-asked',
  rebook: 'rebook-asked',
  'progress-note': 'progress-asked',
  'confirm-cancel': 'cancel-asked',
}

export function askedOfAgency(clock: string): News {
  return ASKED_BY_CLOCK[clock] ?? 'reminder'
}
