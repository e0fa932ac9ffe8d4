import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { asSystem, type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { requireCarrier } from '#refer/clients/store.ts'
import { findConsent } from '#refer/consent/store.ts'
import { nextRing, runningClock } from '../clocks.ts'
import type { Referral, ReferralEvent } from '../model.ts'
import { partyOf } from '../relation.ts'
import { appendEvent, lockReferral, readEvents, updateReferral } from '../store.ts'
import { decide, isEnded } from '../transitions.ts'
import { move } from './act.ts'
import { requireCoverage, sentFields } from './effects.ts'
import { type Chosen, consentOf } from './refer.ts'
import { earlier, nextConsentRing } from './watch-consent.ts'

/** How a new consent to what was sent already is given; what it covers, and for whom, is as it was sent. */
export type Renewal = Omit<
  Chosen,
  'fields' | 'mode' | 'groundReason' | 'consentId' | 'urgency' | 'request' | 'withoutNote' | 'step'
> & {
  referralId: string
  version: number
  /** Why it is sent again, where it had ended. */
  text?: string | undefined
}

/**
 * A new consent to what was sent already: a running referral goes on under it, its agency sees again what was disclosed,
 * and its clocks run on where they stood; one that has ended is sent again under it.
 * @throws not-found (absent, not sent, not theirs), conflict (moved on, or it rests on no consent), invalid (the consent
 * lacks something).
 */
export async function renewConsent(ctx: Ctx, renewal: Renewal): Promise<void> {
  requirePermission(ctx.actor, 'consent:record')
  requirePermission(ctx.actor, 'referral:act')
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, renewal.referralId)
    const party = partyOf(ctx.actor)
    if (!referral?.sentAt || (party !== 'sender' && party !== 'client')) throw notFound()
    await requireCarrier(tx, referral.clientId)
    if (party === 'client') await requireOwnAnswer(tx, ctx, referral)
    const reopens = isEnded(referral.status)
    if (
      referral.version !== renewal.version ||
      referral.mode === 'treatment' ||
      (reopens && !decide(referral, 'reopen', party).ok)
    )
      throw new DomainError(
        'conflict',
        'This referral has moved on, and that step no longer follows. Look at where it stands now.',
      )
    const { referralId, version, text, ...given } = renewal
    const fields = await asSystem(tx, () => sentFields(tx, referralId))
    const consentId = await consentOf(tx, ctx, referral, { ...given, fields, mode: referral.mode })
    if (reopens)
      await move(tx, ctx, { referralId, version, action: { name: 'reopen', data: { text, consentId } } })
    else await goOn(tx, ctx, referral, consentId)
  })
}

/** Who reads a private page renews what they gave themselves, and nothing that another decided. */
async function requireOwnAnswer(tx: Tx, ctx: Ctx, { consentId }: Referral): Promise<void> {
  const before = consentId ? await findConsent(tx, consentId) : undefined
  const own = ctx.actor.giver ? [ctx.actor.giver] : ['client', 'minor']
  if (!before || !own.some((giver) => giver === before.giver)) throw notFound()
}

async function goOn(tx: Tx, ctx: Ctx, referral: Referral, consentId: string): Promise<void> {
  await requireCoverage(tx, ctx, referral, consentId)
  const agency = await findAgency(tx, referral.agencyId)
  const party = partyOf(ctx.actor)
  if (!agency || !party) throw notFound()
  const { events } = await readEvents(tx, referral.id)
  const stood = events.findLast(({ action }) => action === 'consent-ended' || action === 'renew-consent')
  const event: ReferralEvent = {
    sequence: events.length + 1,
    action: 'renew-consent',
    from: referral.status,
    to: referral.status,
    party,
    accountId: ctx.actor.accountId,
    via: ctx.actor.via,
    reportedBy: null,
    effectiveAt: ctx.now,
    recordedAt: ctx.now,
    reason: null,
    data: { consentId, resumed: stood?.action === 'consent-ended' },
  }
  await appendEvent(tx, { ...event, referralId: referral.id, detail: null })
  const clock = runningClock([...events, event], referral.urgency, agency.calendar)
  const nextRingAt = earlier(
    clock && (nextRing(clock, ctx.now) ?? clock.dueAt),
    await nextConsentRing(tx, ctx.now, { consentId, status: referral.status }),
  )
  await updateReferral(tx, referral.id, {
    consent_id: consentId,
    version: referral.version + 1,
    due_kind: clock?.name ?? null,
    due_at: clock?.dueAt ?? null,
    next_ring_at: nextRingAt,
    updated_at: ctx.now,
  })
  await record(tx, ctx, {
    action: 'referral:renew-consent',
    entity: 'referral',
    entityId: referral.id,
    clientId: referral.clientId,
    consentId,
    purpose: referral.mode,
    recipientId: referral.agencyId,
  })
  await enqueue(tx, 'referral.changed', { referralId: referral.id, sequence: event.sequence })
  if (nextRingAt)
    await enqueue(
      tx,
      'referral.clock',
      { referralId: referral.id },
      { runAt: nextRingAt, jobKey: `clock:${referral.id}` },
    )
}
