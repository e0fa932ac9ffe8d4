import { record } from '#base/audit/store.ts'
import { asSystem, type Ctx, type Tx } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { consentLasts } from '#refer/consent/store.ts'
import { hoursBefore, nextRing, runningClock } from '../clocks.ts'
import type { Referral, ReferralEvent } from '../model.ts'
import { appendEvent, updateReferral } from '../store.ts'
import { isEnded } from '../transitions.ts'
import { makeTask } from './tasks.ts'

/** When the consent that a referral rests on ends; null without one that stands, and where no day was named. */
async function endOf(tx: Tx, consentId: string | null): Promise<Date | null> {
  return consentId ? asSystem(tx, () => consentLasts(tx, consentId)) : null
}

/** The next moment at which the consent of a running referral asks for something: a warning, or its end. */
export async function nextConsentRing(
  tx: Tx,
  now: Date,
  { consentId, status }: Pick<Referral, 'consentId' | 'status'>,
): Promise<Date | null> {
  const end = isEnded(status) ? null : await endOf(tx, consentId)
  if (!end) return null
  const rings = [...hoursBefore(end, 'consent-ends').map(({ at }) => at), end].filter((at) => at > now)
  return rings.sort((a, b) => a.getTime() - b.getTime())[0] ?? null
}

/** The earlier of two; what is null never comes. */
export function earlier(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one < other ? one : other
}

/**
 * Warns of a consent that nears its last day, and writes down that it has ended: from then on the agency sees nothing,
 * so nothing is asked of it, no clock runs against it and nobody says that it did not answer. The referral stands where
 * it stood until the consent is renewed or somebody ends it.
 * @returns whether it has written down the end just now
 */
export async function watchConsent(
  tx: Tx,
  ctx: Ctx,
  referral: Referral,
  agency: Agency,
  events: readonly ReferralEvent[],
): Promise<boolean> {
  const { consentId } = referral
  const end = isEnded(referral.status) ? null : await endOf(tx, consentId)
  const last = events.at(-1)
  if (!end || !last) return false
  if (end > ctx.now) {
    const warned = hoursBefore(end, 'consent-ends').filter(({ at }) => at <= ctx.now)
    const which = warned.sort((a, b) => a.at.getTime() - b.at.getTime()).at(-1)?.which
    if (which) await warn(tx, ctx, referral, { end, which })
    return false
  }
  if (noted(events)) return false
  const event: ReferralEvent = {
    sequence: events.length + 1,
    action: 'consent-ended',
    from: referral.status,
    to: referral.status,
    party: 'system',
    accountId: null,
    via: ctx.actor.via,
    reportedBy: null,
    // What was done meanwhile was done under it.
    effectiveAt: end > last.effectiveAt ? end : last.effectiveAt,
    recordedAt: ctx.now,
    reason: null,
    data: { consentId },
  }
  await appendEvent(tx, { ...event, referralId: referral.id, detail: null })
  const clock = runningClock([...events, event], referral.urgency, agency.calendar)
  await updateReferral(tx, referral.id, {
    version: referral.version + 1,
    due_kind: clock?.name ?? null,
    due_at: clock?.dueAt ?? null,
    next_ring_at: clock && (nextRing(clock, ctx.now) ?? clock.dueAt),
    updated_at: ctx.now,
  })
  await record(tx, ctx, {
    action: 'referral:consent-ended',
    entity: 'referral',
    entityId: referral.id,
    clientId: referral.clientId,
    purpose: referral.mode,
    recipientId: referral.agencyId,
    ...(consentId && { consentId }),
  })
  await enqueue(tx, 'referral.changed', { referralId: referral.id, sequence: event.sequence })
  return true
}

/** Has the history written down that the consent ended, with nothing since that gave another one? */
function noted(events: readonly ReferralEvent[]): boolean {
  const last = events.findLast(({ action }) =>
    ['consent-ended', 'renew-consent', 'send', 'reopen'].includes(action),
  )
  return last?.action === 'consent-ended'
}

async function warn(
  tx: Tx,
  ctx: Ctx,
  referral: Referral,
  { end, which }: { end: Date; which: string },
): Promise<void> {
  const key = `consent-ends:${referral.id}:${referral.consentId}:${which}`
  await makeTask(tx, ctx, { referral, kind: 'consent-ends', dueAt: end, key, once: true })
  await enqueue(
    tx,
    'consent.ends',
    { referralId: referral.id, consentId: referral.consentId ?? '', which },
    { jobKey: key },
  )
}
