import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { NEWS } from './recipients.ts'

export const DELIVERIES = ['at-once', 'digest', 'none'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** What people who work with referrals hear of; asking for consent is the client's news alone. */
export const STAFF_TOPICS = NEWS.filter((news) => news !== 'consent-asked')
export type StaffTopic = (typeof STAFF_TOPICS)[number]

/** Under this topic stands how an account wants to hear of everything that it set nothing else for. */
const ALL_TOPICS = 'all'

/** How an account hears of news: `all`, and what it chose otherwise for some topics. */
export type Deliveries = { all: Delivery; topics: Partial<Record<StaffTopic, Delivery>> }

/** How the signed-in account hears of news about its referrals. */
export async function readDeliveries(ctx: Ctx): Promise<Deliveries> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  const rows = await transact(ctx, (tx) =>
    tx
      .selectFrom('notification_setting')
      .select(['topic', 'delivery'])
      .where('account_id', '=', accountId)
      .execute(),
  )
  const { [ALL_TOPICS]: all = 'at-once', ...topics } = Object.fromEntries(
    rows.map(({ topic, delivery }) => [topic, delivery as Delivery]),
  )
  return { all, topics }
}

/** Sets how the signed-in account hears of news: at once, once a day, or on the screen alone, for all or by topic. */
export async function saveDeliveries(ctx: Ctx, { all, topics }: Deliveries): Promise<void> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  const chosen = Object.entries({ ...topics, [ALL_TOPICS]: all })
  await transact(ctx, async (tx) => {
    await tx.deleteFrom('notification_setting').where('account_id', '=', accountId).execute()
    await tx
      .insertInto('notification_setting')
      .values(chosen.map(([topic, delivery]) => ({ account_id: accountId, topic, delivery })))
      .execute()
  })
}
