import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { nextRing, runningClock } from '../clocks.ts'
import {
  ACTION_DATA,
  type Action,
  type ActionName,
  isReport,
  REPORT_DATA,
  type Referral,
  type ReferralEvent,
  type Report,
  type ReportName,
  type StepName,
} from '../model.ts'
import { partyOf } from '../relation.ts'
import { type NotReminded, whyNotRemind } from '../remind.ts'
import { appendEvent, lockReferral, readEvents, sealColumn, updateReferral } from '../store.ts'
import { decide, isEnded, type Refusal, type Teller, tellersOf } from '../transitions.ts'
import { EFFECTS } from './effects.ts'
import { earlier, nextConsentRing } from './watch-consent.ts'

export type Act = {
  referralId: string
  /** The version that the actor looked at: two at once cannot both win. */
  version: number
  action: { name: StepName; data: unknown }
  /** Set when the actor takes down what somebody else said: by telephone, in person, in a letter. */
  reportedBy?: { party: Teller; who: string }
  /** When it happened, if earlier than now. */
  effectiveAt?: Date
}

const NOT_REMINDED: Readonly<Record<NotReminded, string>> = {
  'not-due': 'Nothing is due from the agency yet.',
  'just-reminded': 'The agency was reminded less than a day ago.',
}

/** What may speak against a listing. */
const REFUSING: readonly StepName[] = ['decline', 'close-not-served']

export type Acted = { version: number; status: Referral['status'] }

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'not-from-here':
    'This referral has moved on, and that step no longer follows. Look at where it stands now.',
  'not-yours': 'That step is for the other side to make.',
  'needs-reporter': 'That step is the agency’s. If they told you, say who did and record it for them.',
}

/**
 * The one door: every change of a referral, by a coordinator, an agency, a link, the client, a timer or another
 * system, comes through here. Row policies → permission → lock → version → decide → effects → event, audit and job,
 * in one transaction. A refusal leaves nothing but its audit row.
 * @throws not-found (absent or not yours), conflict (moved on, or somebody else was first), invalid (field errors).
 */
export async function actOnReferral(ctx: Ctx, act: Act): Promise<Acted> {
  try {
    requirePermission(ctx.actor, 'referral:act')
    return await transact(ctx, (tx) => move(tx, ctx, act))
  } catch (error) {
    if (error instanceof DomainError) {
      await transact(ctx, (tx) =>
        record(tx, ctx, {
          action: `referral:${act.action.name}:refused`,
          entity: 'referral',
          entityId: act.referralId,
          detail: { code: error.code },
        }),
      )
    }
    throw error
  }
}

/** The same within a transaction that does more than one thing, such as consent and sending in one step. */
export async function move(tx: Tx, ctx: Ctx, act: Act): Promise<Acted> {
  const referral = await lockReferral(tx, act.referralId)
  const party = partyOf(ctx.actor)
  if (!referral || !party) throw notFound()
  if (referral.version !== act.version)
    throw new DomainError(
      'conflict',
      'Somebody else changed this referral a moment ago. Look at where it stands now.',
    )
  const decision = decide(referral, act.action.name, party, act.reportedBy !== undefined)
  if (!decision.ok) throw new DomainError('conflict', REFUSALS[decision.refusal])
  // Who makes a step that is their own reports nobody; who takes one down says whose word it is.
  const reported = decide(referral, act.action.name, party).ok ? undefined : act.reportedBy
  if (reported && !tellersOf(referral, act.action.name).includes(reported.party))
    throw new DomainError('conflict', REFUSALS['not-yours'])
  const action = parseAction(act.action)
  const effectiveAt = act.effectiveAt ?? ctx.now
  if (effectiveAt > ctx.now)
    throw new DomainError('invalid', 'What has not happened yet cannot be recorded.', {
      errors: [{ path: 'effectiveAt', message: 'Choose a time that is not in the future.' }],
    })
  const { events } = await readEvents(tx, referral.id)
  // What happens now needs no proof of it: the clocks of two machines may differ by a breath.
  if (act.effectiveAt) requireAfter(act.effectiveAt, referral, events)
  if (action.name === 'remind') requireReminder(ctx, referral, events)
  const change = await effectOf(tx, ctx, referral, action)
  const { data, words } = splitWords(action.data as Record<string, unknown>)
  const event: ReferralEvent = {
    sequence: events.length + 1,
    action: action.name,
    from: referral.status,
    to: decision.status,
    party,
    accountId: ctx.actor.accountId,
    via: ctx.actor.via,
    reportedBy: reported?.party ?? null,
    effectiveAt,
    recordedAt: ctx.now,
    reason: (data.reason as ReferralEvent['reason']) ?? null,
    data,
  }
  const told = reported ? { ...words, reportedBy: reported.who } : words
  await appendEvent(tx, {
    ...event,
    referralId: referral.id,
    detail: Object.keys(told).length > 0 ? JSON.stringify(told) : null,
  })
  const agency = await findAgency(tx, referral.agencyId)
  if (!agency) throw notFound()
  const clock = runningClock([...events, event], referral.urgency, agency.calendar)
  const consentId = change.consent_id === undefined ? referral.consentId : change.consent_id
  const nextRingAt = earlier(
    clock && (nextRing(clock, ctx.now) ?? clock.dueAt),
    await nextConsentRing(tx, ctx.now, { consentId, status: decision.status }),
  )
  const ended = isEnded(decision.status)
  await updateReferral(tx, referral.id, {
    status: decision.status,
    status_before: decision.statusBefore,
    version: referral.version + 1,
    due_kind: clock?.name ?? null,
    due_at: clock?.dueAt ?? null,
    next_ring_at: nextRingAt,
    closed_at: ended ? ctx.now : null,
    reason_code: ended ? (event.reason ?? (action.name === 'lapse' ? 'no-response' : null)) : null,
    ...(ended &&
      typeof words.text === 'string' &&
      words.text !== '' && { reason: sealColumn(referral.id, 'reason', words.text) }),
    updated_at: ctx.now,
    ...change,
  })
  await record(tx, ctx, {
    action: `referral:${action.name}`,
    entity: 'referral',
    entityId: referral.id,
    clientId: referral.clientId,
    purpose: referral.mode,
    recipientId: referral.agencyId,
    ...(referral.consentId && { consentId: referral.consentId }),
    detail: { from: referral.status, to: decision.status, reported: reported?.party ?? null },
  })
  await enqueue(tx, 'referral.changed', { referralId: referral.id, sequence: event.sequence })
  if (action.name === 'accept' || (event.reason && REFUSING.includes(action.name)))
    await enqueue(tx, 'listing.doubted', { serviceId: referral.serviceId })
  if (nextRingAt)
    await enqueue(
      tx,
      'referral.clock',
      { referralId: referral.id },
      { runAt: nextRingAt, jobKey: `clock:${referral.id}` },
    )
  return { version: referral.version + 1, status: decision.status }
}

/**
 * What is written down later than it happened still happened after what it follows. An answer that came in time and was
 * written down after the silence had been noted is earlier than that note. @throws invalid
 */
function requireAfter(
  effectiveAt: Date,
  { status, sentAt }: Referral,
  events: readonly ReferralEvent[],
): void {
  const moved = events.findLast(({ from, to }) => from !== to)?.effectiveAt
  const since = status === 'no-response' ? sentAt : moved
  if (!since || effectiveAt >= since) return
  throw new DomainError('invalid', 'This cannot have happened before the step that it follows.', {
    errors: [{ path: 'effectiveAt', message: 'Choose a time after the step before it.' }],
  })
}

/** @throws conflict where nothing is due yet, or the agency was reminded a moment ago */
function requireReminder(ctx: Ctx, referral: Referral, events: readonly ReferralEvent[]): void {
  const last = events.findLast(({ action }) => action === 'remind')?.effectiveAt ?? null
  const not = whyNotRemind({ ...referral, remindedAt: last }, ctx.now)
  if (not) throw new DomainError('conflict', NOT_REMINDED[not])
}

/** Reports that do what a move does: a place on a list that is confirmed takes the place of the one before. */
const AS_MOVE: Readonly<Partial<Record<ReportName, ActionName>>> = {
  'confirm-waiting': 'waitlist',
  'ask-again': 'ask-consent',
}

/** What a step does beside its event. */
async function effectOf(tx: Tx, ctx: Ctx, referral: Referral, step: Action | Report) {
  const name = isReport(step.name) ? AS_MOVE[step.name] : step.name
  return (name && (await EFFECTS[name]?.(tx, ctx, referral, { name, data: step.data } as never))) ?? {}
}

/** @throws invalid with what is wrong beside each field */
export function parseAction(action: Act['action']): Action | Report {
  const schema = isReport(action.name) ? REPORT_DATA[action.name] : ACTION_DATA[action.name]
  const parsed = schema.safeParse(action.data)
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
    }))
    throw new DomainError('invalid', 'Something is missing or cannot be. See the notes beside the fields.', {
      errors,
    })
  }
  return { name: action.name, data: parsed.data } as Action | Report
}

/** Codes, dates and numbers may stand in the open; words about a person are sealed. */
const OPEN_KEYS = new Set([
  ...[
    'reason',
    'firstContactOn',
    'dueOn',
    'recheckOn',
    'at',
    'mode',
    'channel',
    'result',
    'which',
    'on',
    'enrolment',
    'position',
    'startedOn',
  ],
  ...['betterFitServiceId', 'consentId', 'askedBy', 'fields', 'groundReason'],
])

function splitWords(all: Record<string, unknown>): {
  data: Record<string, unknown>
  words: Record<string, unknown>
} {
  const entries = Object.entries(all).filter(([, value]) => value !== undefined && value !== '')
  return {
    data: Object.fromEntries(entries.filter(([key]) => OPEN_KEYS.has(key))),
    words: Object.fromEntries(entries.filter(([key]) => !OPEN_KEYS.has(key))),
  }
}
