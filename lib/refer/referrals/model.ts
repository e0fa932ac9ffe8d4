import { z } from 'zod'
import { LOCALES } from '#base/i18n/locales.ts'
import { FIELDS, GIVERS, GROUND_REASONS, METHODS, MODES, type Mode } from '#refer/consent/model.ts'

/** Where a referral stands. Why it ended, and whether the need was met, are other fields. */
export const STATUSES = [
  'draft',
  'awaiting-consent',
  'sent',
  'opened',
  'info-requested',
  'accepted',
  'contacting',
  'waitlisted',
  'scheduled',
  'missed',
  'in-service',
  'cancel-asked',
  'closed-served',
  'closed-not-served',
  'declined',
  'no-response',
  'withdrawn',
  'entered-in-error',
] as const
export type Status = (typeof STATUSES)[number]

/** Who may move it. The sender is the coordinator's side; a self-referring client is both sender and client. */
export const PARTIES = ['sender', 'client', 'agency', 'system', 'administrator'] as const
export type Party = (typeof PARTIES)[number]

/** Why it ended: research reconciled from five lists; `other` wants words. */
export const REASONS = [
  'no-capacity',
  'not-eligible',
  'service-not-offered',
  'out-of-area',
  'already-enrolled',
  'missing-documents',
  'higher-level-of-care',
  'referred-on',
  'unreachable',
  'client-declined',
  'resolved-elsewhere',
  'client-unavailable',
  'unsafe-for-client',
  'access-barrier',
  'no-response',
  'other',
] as const
export type Reason = (typeof REASONS)[number]

/** Reasons that each action may give. */
export const DECLINE_REASONS = [
  'no-capacity',
  'not-eligible',
  'service-not-offered',
  'out-of-area',
  'already-enrolled',
  'missing-documents',
  'higher-level-of-care',
  'referred-on',
  'access-barrier',
  'unsafe-for-client',
  'other',
] as const satisfies readonly Reason[]
export const NOT_SERVED_REASONS = [
  'no-capacity',
  'not-eligible',
  'missing-documents',
  'higher-level-of-care',
  'referred-on',
  'unreachable',
  'client-declined',
  'resolved-elsewhere',
  'client-unavailable',
  'unsafe-for-client',
  'access-barrier',
  'other',
] as const satisfies readonly Reason[]
export const WITHDRAW_REASONS = [
  'client-declined',
  'resolved-elsewhere',
  'client-unavailable',
  'unsafe-for-client',
  'access-barrier',
  'no-capacity',
  'service-not-offered',
  'other',
] as const satisfies readonly Reason[]

export const URGENCIES = ['urgent', 'routine'] as const
export type Urgency = (typeof URGENCIES)[number]

export const OUTCOMES = ['met', 'partly-met', 'not-met', 'unknown'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What was chosen before sending. It holds codes and a day, so that a draft can be finished by whoever opens it. */
export const proposalSchema = z.object({
  fields: z.array(z.enum(FIELDS)).min(1),
  mode: z.enum(MODES),
  giver: z.enum(GIVERS),
  method: z.enum(METHODS),
  locale: z.enum(LOCALES),
  groundReason: z.enum(GROUND_REASONS).optional(),
  /** The consent's last day, YYYY-MM-DD. */
  expiresOn: z.string().optional(),
})
export type Proposal = z.infer<typeof proposalSchema>

const words = z.string().trim().min(1, 'Write a few words.').max(4000)
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'Give the date as year-month-day, for example 2026-12-01.')
const instant = z.iso.datetime({ offset: true, error: 'Give the date and time.' })

/** A reason and words; `other` says nothing without words. */
function because<const T extends readonly [Reason, ...Reason[]]>(reasons: T) {
  return z
    .object({ reason: z.enum(reasons), text: z.string().trim().max(4000).default('') })
    .refine((given) => given.reason !== 'other' || given.text !== '', {
      path: ['text'],
      error: 'Say in a few words what the reason is.',
    })
}

/** What each action needs to be told; the shapes of referral-states.csv, column `requires`. */
export const ACTION_DATA = {
  'ask-consent': z.object({}),
  send: z.object({
    mode: z.enum(MODES),
    /** Absent only where the mode needs no form. */
    consentId: z.uuid().optional(),
    fields: z.array(z.enum(FIELDS)).min(1, 'Choose what the agency may see.'),
    groundReason: z.enum(GROUND_REASONS).optional(),
  }),
  open: z.object({}),
  ask: z.object({ question: words, dueOn: day.optional() }),
  answer: z.object({ answer: words }),
  accept: z.object({
    contactName: words.max(200),
    contactPhone: z.string().trim().max(60).optional(),
    firstContactOn: day,
    note: z.string().trim().max(4000).optional(),
  }),
  decline: because(DECLINE_REASONS).and(z.object({ betterFitServiceId: z.uuid().optional() })),
  lapse: z.object({}),
  contact: z.object({
    at: instant,
    channel: z.enum(['call', 'text', 'mail', 'letter', 'visit']),
    result: z.enum(['reached', 'left-message', 'no-answer', 'wrong-number']),
  }),
  waitlist: z
    .object({
      position: z.int().min(1).max(100_000).optional(),
      estimate: z.string().trim().max(200).optional(),
      recheckOn: day,
    })
    .refine((given) => given.position !== undefined || given.estimate, {
      path: ['position'],
      error: 'Give the place on the list or how long it may take.',
    }),
  schedule: z.object({
    at: instant,
    place: z.string().trim().max(300).default(''),
    mode: z.enum(['in-person', 'phone', 'online', 'home']),
    note: z.string().trim().max(1000).optional(),
  }),
  miss: z.object({ which: z.enum(['missed', 'moved']), why: z.string().trim().max(1000).default('') }),
  begin: z.object({ startedOn: day }),
  'ask-cancel': because(WITHDRAW_REASONS),
  'confirm-cancel': z.object({}),
  keep: z.object({}),
  'close-served': z.object({
    delivered: words,
    on: day,
    enrolment: z.enum(['enrolled', 'not-enrolled', 'not-enrolled-on-waitlist']),
  }),
  'close-not-served': because(NOT_SERVED_REASONS),
  withdraw: because(WITHDRAW_REASONS).and(z.object({ askedBy: z.enum(['client', 'coordinator', 'agency']) })),
  'revoke-consent': z.object({ consentId: z.uuid() }),
  /** With a new consent where the one before is over. */
  reopen: z.object({ text: words, consentId: z.uuid().optional() }),
  'mark-error': z.object({ text: words }),
} as const

/**
 * What is said of a referral, or done with it, without moving it: it goes through the same door, leaves its event and may
 * start a clock anew. An attempt does not.
 */
export const REPORT_DATA = {
  /** The question for a consent is sent once more, perhaps about something else or to somebody else. */
  'ask-again': ACTION_DATA['ask-consent'],
  /** Still working with the person; without words there is nothing new. */
  'note-progress': z.object({ note: z.string().trim().max(1000).optional() }),
  /** Still on the list, and where. */
  'confirm-waiting': ACTION_DATA.waitlist,
  /** One more try to reach the person. */
  'log-attempt': ACTION_DATA.contact,
  /** The sender asks the agency again for what it owes. */
  remind: z.object({}),
} as const
export type ReportName = keyof typeof REPORT_DATA
export const REPORTS = Object.keys(REPORT_DATA) as ReportName[]
export const isReport = (name: StepName): name is ReportName => name in REPORT_DATA

/** Everything that goes through the door. */
export type StepName = ActionName | ReportName

export type ActionName = keyof typeof ACTION_DATA
export const ACTIONS = Object.keys(ACTION_DATA) as ActionName[]
export type ActionData<A extends ActionName> = z.output<(typeof ACTION_DATA)[A]>
export type Action = { [A in ActionName]: { name: A; data: ActionData<A> } }[ActionName]
export type Report = {
  [R in ReportName]: { name: R; data: z.output<(typeof REPORT_DATA)[R]> }
}[ReportName]

export type Referral = {
  id: string
  /** The coordinating organization; null when the client referred themselves. */
  organizationId: string | null
  clientId: string
  clientNeedId: string
  serviceId: string
  locationId: string | null
  agencyId: string
  status: Status
  /** Where it stood before a cancellation was asked for; null otherwise. */
  statusBefore: Status | null
  version: number
  urgency: Urgency
  mode: Mode
  consentId: string | null
  /** What was chosen while it is not sent; null once it is. */
  proposal: Proposal | null
  channel: 'mail' | 'account' | 'telephone' | 'fax'
  sensitive: boolean
  reason: Reason | null
  dueKind: string | null
  dueAt: Date | null
  /** It stays with the mailbox that the agency had: somebody else put another one on file. */
  mailboxHeld: boolean
  assignedTo: string | null
  createdBy: string | null
  selfReferred: boolean
  onwardOf: string | null
  createdAt: Date
  sentAt: Date | null
  closedAt: Date | null
}

export type ReferralEvent = {
  sequence: number
  action: StepName | 'create' | 'refer-on' | 'consent-ended' | 'renew-consent'
  from: Status | null
  to: Status
  party: Party
  accountId: string | null
  via: string | null
  /** Who told the coordinator, when the agency's or the client's word was taken down for them. */
  reportedBy: string | null
  /** When it happened, and when it was written down: clocks run from the first, order from the second. */
  effectiveAt: Date
  recordedAt: Date
  reason: Reason | null
  data: Record<string, unknown>
}
