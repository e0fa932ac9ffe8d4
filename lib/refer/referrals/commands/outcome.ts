import { z } from 'zod'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal } from '#base/core/seal.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { spendOfLink } from '#base/limits/commands.ts'
import { enqueue } from '#base/outbox/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { requireCarrier } from '#refer/clients/store.ts'
import { OUTCOMES } from '../model.ts'
import { partyOf } from '../relation.ts'
import { findReferral, readEvents } from '../store.ts'

export const outcomeSchema = z.object({
  outcome: z.enum(OUTCOMES),
  reasonCode: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  note: z.string().trim().max(2000).optional(),
})

/**
 * Says whether the need was met: the agency, the client and the coordinator each for themselves, and where they differ it
 * shows. What the client or the coordinator says of an unmet need opens it again; a met one closes it.
 */
export async function sayOutcome(
  ctx: Ctx,
  referralId: string,
  said: z.input<typeof outcomeSchema>,
): Promise<void> {
  requirePermission(ctx.actor, 'need:outcome')
  const { outcome, reasonCode, note } = outcomeSchema.parse(said)
  await spendOfLink(ctx, 'link-message', 'Too many messages for one hour. Please wait, or call.')
  await transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    const party = partyOf(ctx.actor)
    if (!referral || !party) throw notFound()
    await requireCarrier(tx, referral.clientId)
    const saidBy = party === 'agency' || party === 'client' ? party : 'coordinator'
    const id = newId()
    await tx
      .insertInto('need_outcome')
      .values({
        id,
        client_need_id: referral.clientNeedId,
        referral_id: referralId,
        said_by: saidBy,
        outcome,
        reason_code: reasonCode ?? null,
        note: note ? seal(keyring(), { field: 'need_outcome.note', id }, note) : null,
        account_id: ctx.actor.accountId,
        at: ctx.now,
      })
      .execute()
    if (saidBy === 'coordinator') {
      await tx
        .updateTable('client_need')
        .set({ closed_at: outcome === 'met' ? ctx.now : null })
        .where('id', '=', referral.clientNeedId)
        .execute()
    }
    await record(tx, ctx, {
      action: 'need:outcome',
      entity: 'client_need',
      entityId: referral.clientNeedId,
      clientId: referral.clientId,
      purpose: 'care',
      detail: { outcome, saidBy },
    })
    const { events } = await readEvents(tx, referralId)
    await enqueue(tx, 'outcome.said', { referralId, outcomeId: id, sequence: events.length })
  })
}
