import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { deriveListings } from '#find/directory/derive.ts'
import type { Settling } from './model.ts'

/**
 * A steward's word on a doubt: the listing is right, or it is changed in the same step, with its card and its place in the
 * search. A change stands until the source of the listing changes that service. @throws not-found
 */
export async function settleDoubt(ctx: Ctx, settling: Settling): Promise<void> {
  requirePermission(ctx.actor, 'directory:curate')
  const { serviceId, reason, settled } = settling
  await transact(ctx, async (tx) => {
    const doubt = await tx
      .updateTable('listing_doubt')
      .set({
        said: 0,
        answers: 0,
        settled_at: ctx.now,
        settled_by: ctx.actor.accountId,
        settled_as: settled,
      })
      .where('service_id', '=', serviceId)
      .where('reason', '=', reason)
      .where('said', '>', 0)
      .returning('service_id')
      .executeTakeFirst()
    if (!doubt) throw notFound()
    if (settled !== 'right') {
      await changeListing(tx, ctx, settling)
      await deriveListings(tx, [serviceId], ctx.now)
      await enqueue(tx, 'services.changed', { serviceIds: [serviceId] })
    }
    await record(tx, ctx, {
      action: 'directory:settle-doubt',
      entity: 'service',
      entityId: serviceId,
      purpose: 'operations',
      detail: { reason, settled },
    })
  })
}

async function changeListing(tx: Tx, ctx: Ctx, { serviceId, settled, eligibility }: Settling): Promise<void> {
  await tx
    .updateTable('service')
    .set(
      settled === 'full'
        ? { said_full_at: ctx.now }
        : settled === 'gone'
          ? { status: 'inactive' }
          : { eligibility_description: eligibility ?? null },
    )
    .where('id', '=', serviceId)
    .execute()
}

/**
 * The program has taken somebody on: that it has no room is doubted no more, and the note that it is full ends where it is
 * older. As the system; a steward who looked later is not overruled.
 */
export async function liftFull(tx: Tx, ctx: Ctx, serviceId: string, acceptedAt: Date): Promise<void> {
  await tx
    .updateTable('listing_doubt')
    .set({ said: 0, answers: 0 })
    .where('service_id', '=', serviceId)
    .where('reason', '=', 'no-capacity')
    .where('last_at', '<=', acceptedAt)
    .execute()
  const lifted = await tx
    .updateTable('service')
    .set({ said_full_at: null })
    .where('id', '=', serviceId)
    .where('said_full_at', '<=', acceptedAt)
    .returning('id')
    .executeTakeFirst()
  if (!lifted) return
  await deriveListings(tx, [serviceId], ctx.now)
  await enqueue(tx, 'services.changed', { serviceIds: [serviceId] })
  await record(tx, ctx, {
    action: 'directory:lift-full',
    entity: 'service',
    entityId: serviceId,
    purpose: 'operations',
  })
}
