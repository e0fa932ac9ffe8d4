import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { deliveryOf } from './store.ts'

export const DELIVERIES = ['at-once', 'digest', 'none'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** Under this topic stands how an account wants to hear of everything that it set nothing else for. */
export const ALL_TOPICS = 'all'

/** How the signed-in account hears of news about its referrals. */
export async function readDelivery(ctx: Ctx): Promise<Delivery> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  return transact(ctx, (tx) => deliveryOf(tx, accountId, ALL_TOPICS))
}

/** Sets how the signed-in account hears of news: at once, once a day, or on the screen alone. */
export async function saveDelivery(ctx: Ctx, delivery: Delivery): Promise<void> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  await transact(ctx, (tx) =>
    tx
      .insertInto('notification_setting')
      .values({ account_id: accountId, topic: ALL_TOPICS, delivery })
      .onConflict((conflict) => conflict.columns(['account_id', 'topic']).doUpdateSet({ delivery }))
      .execute(),
  )
}
