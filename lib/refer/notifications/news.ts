import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { listReferrals, type ReferralLine } from '#refer/referrals/queries/list.ts'
import { partyOf } from '#refer/referrals/relation.ts'
import type { News } from './recipients.ts'

export type NewsItem = {
  id: string
  topic: News
  at: Date
  readAt: Date | null
  /** The referral as a list shows it; null where the reader sees it no more, or the news is about no single one. */
  referral: ReferralLine | null
}

/** As much as a person looks through at once; the header counts no further either. */
const SHOWN = 50
export const COUNTED = 100

/**
 * What the signed-in account was told on the screen, whatever it gets by mail: what is unread first, then the latest. Each
 * person it is about leaves the audit row of a list. @throws not-found for who has no account.
 */
export async function readNews(ctx: Ctx): Promise<NewsItem[]> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  const rows = await transact(ctx, (tx) =>
    tx
      .selectFrom('notification')
      .select(['id', 'topic', 'created_at', 'read_at', 'referral_id'])
      .where('account_id', '=', accountId)
      .where('channel', '=', 'screen')
      .orderBy((eb) => eb('read_at', 'is not', null))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(SHOWN)
      .execute(),
  )
  // An administrator has no list of referrals: what they hear of says nothing of a person.
  const lists = partyOf(ctx.actor) === 'sender' || partyOf(ctx.actor) === 'agency'
  const ids = rows.flatMap(({ topic, referral_id }) =>
    lists && referral_id && topic !== 'unsupervised' ? [referral_id] : [],
  )
  const lines = ids.length > 0 ? await listReferrals(ctx, { ids: [...new Set(ids)] }) : []
  const byId = new Map(lines.map((line) => [line.id, line]))
  return rows.map((row) => ({
    id: row.id,
    topic: row.topic as News,
    at: row.created_at,
    readAt: row.read_at,
    referral: (row.topic !== 'unsupervised' && byId.get(row.referral_id ?? '')) || null,
  }))
}

/** How much of it is unread, up to `COUNTED`; none for who has no account. */
export async function countUnreadNews(ctx: Ctx): Promise<number> {
  const { accountId } = ctx.actor
  if (!accountId) return 0
  const rows = await transact(ctx, (tx) =>
    tx
      .selectFrom('notification')
      .select('id')
      .where('account_id', '=', accountId)
      .where('channel', '=', 'screen')
      .where('read_at', 'is', null)
      .limit(COUNTED)
      .execute(),
  )
  return rows.length
}

/**
 * Marks one piece of news as read, with everything else unread about its referral: whoever opens it sees all of that. A step
 * of its own, since reading a page changes nothing. @returns what it is about
 * @throws not-found for news that are not the reader's own
 */
export async function openNews(ctx: Ctx, id: string): Promise<{ topic: News; referralId: string | null }> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  return transact(ctx, async (tx) => {
    const row = await tx
      .selectFrom('notification')
      .select(['topic', 'referral_id'])
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .where('channel', '=', 'screen')
      .executeTakeFirst()
    if (!row) throw notFound()
    await tx
      .updateTable('notification')
      .set({ read_at: ctx.now })
      .where('account_id', '=', accountId)
      .where('channel', '=', 'screen')
      .where('read_at', 'is', null)
      .where((eb) => eb.or([eb('id', '=', id), eb('referral_id', '=', row.referral_id)]))
      .execute()
    return { topic: row.topic as News, referralId: row.referral_id }
  })
}

/** Marks all of it as read. */
export async function markNewsRead(ctx: Ctx): Promise<void> {
  const { accountId } = ctx.actor
  if (!accountId) throw notFound()
  await transact(ctx, (tx) =>
    tx
      .updateTable('notification')
      .set({ read_at: ctx.now })
      .where('account_id', '=', accountId)
      .where('channel', '=', 'screen')
      .where('read_at', 'is', null)
      .execute(),
  )
}
