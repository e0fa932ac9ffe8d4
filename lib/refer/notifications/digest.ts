import { sql } from 'kysely'
import { type Ctx, transact } from '#base/db/context.ts'
import { isMailLocale } from '#base/mail/render.ts'
import { queueMail } from '#base/mail/store.ts'

/**
 * One message each to everybody who asked for news once a day and has some: how many, and nothing of what. Running it
 * twice sends nothing twice: what was counted is marked in the same transaction. @returns how many were written to.
 */
export async function sendDigests(ctx: Ctx, appUrl: string): Promise<number> {
  return transact(ctx, async (tx) => {
    const rows = await tx
      .updateTable('notification')
      .set({ sent_at: ctx.now })
      .where('channel', '=', 'mail')
      .where('sent_at', 'is', null)
      .where('dropped_at', 'is', null)
      .where('account_id', 'is not', null)
      .where(sql<boolean>`dedupe_key like '%:digest'`)
      .where('due_at', '<=', ctx.now)
      .returning('account_id')
      .execute()
    const counts = new Map<string, number>()
    for (const { account_id } of rows)
      if (account_id) counts.set(account_id, (counts.get(account_id) ?? 0) + 1)
    for (const [accountId, count] of counts) {
      const account = await tx
        .selectFrom('account')
        .select(['email', 'locale'])
        .where('id', '=', accountId)
        .where('deactivated_at', 'is', null)
        .executeTakeFirst()
      if (!account) continue
      const locale = isMailLocale(account.locale) ? account.locale : 'en'
      await queueMail(tx, {
        key: `digest:${accountId}:${ctx.now.toISOString().slice(0, 10)}`,
        to: account.email,
        template: 'staff.digest',
        locale,
        values: { count },
        link: `${appUrl}/${locale}/news`,
      })
    }
    return counts.size
  })
}
