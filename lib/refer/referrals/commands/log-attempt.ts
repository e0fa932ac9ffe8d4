import { z } from 'zod'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { ACTION_DATA, type Status } from '../model.ts'
import { partyOf } from '../relation.ts'
import { appendEvent, lockReferral, readEvents, updateReferral } from '../store.ts'

/** A try that moves nothing: calling the agency while its answer is awaited, or the person while it tries to reach them. */
const MAY_TRY: Readonly<Partial<Record<Status, readonly string[]>>> = {
  sent: ['sender'],
  opened: ['sender'],
  contacting: ['sender', 'agency'],
}

export const attemptSchema = ACTION_DATA.contact.extend({ note: z.string().trim().max(1000).optional() })

/**
 * Writes down one more try. The referral stays where it stands and its clocks run on: trying is no answer.
 * @throws conflict where nobody is tried to be reached, or when somebody else was first.
 */
export async function logAttempt(
  ctx: Ctx,
  attempt: { referralId: string; version: number; data: z.input<typeof attemptSchema> },
): Promise<void> {
  requirePermission(ctx.actor, 'referral:act')
  const { note, ...data } = attemptSchema.parse(attempt.data)
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, attempt.referralId)
    const party = partyOf(ctx.actor)
    if (!referral || !party) throw notFound()
    if (referral.version !== attempt.version || !MAY_TRY[referral.status]?.includes(party))
      throw new DomainError(
        'conflict',
        'This referral has moved on, and that step no longer follows. Look at where it stands now.',
      )
    const { events } = await readEvents(tx, referral.id)
    await appendEvent(tx, {
      referralId: referral.id,
      sequence: events.length + 1,
      action: 'log-attempt',
      from: referral.status,
      to: referral.status,
      party,
      accountId: ctx.actor.accountId,
      via: ctx.actor.via,
      reportedBy: null,
      effectiveAt: ctx.now,
      recordedAt: ctx.now,
      reason: null,
      data,
      detail: note ? JSON.stringify({ note }) : null,
    })
    if (data.result === 'wrong-number')
      await enqueue(tx, 'listing.doubted', { serviceId: referral.serviceId })
    await updateReferral(tx, referral.id, { version: referral.version + 1, updated_at: ctx.now })
    await record(tx, ctx, {
      action: 'referral:log-attempt',
      entity: 'referral',
      entityId: referral.id,
      clientId: referral.clientId,
      purpose: referral.mode,
      detail: { result: data.result },
    })
  })
}
