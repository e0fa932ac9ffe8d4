import { sql } from 'kysely'
import { type Ctx, transact } from '../../db/context.ts'
import { log } from '../../runtime/log.ts'

/**
 * Forgets what signing in and mail left behind: attempts after 90 days, spent links after a week, sessions and invitations
 * 400 days after they ended, to whom a message went after 30 days and that it went after 400, unless it was of a referral. The ages stand in the
 * database's own function (`forget_old_rows`), so that nothing in the application can delete a younger row.
 * @throws insufficient privilege for anybody but the system
 */
export async function forgetOldRows(ctx: Ctx): Promise<void> {
  const count = await transact(ctx, async (tx) => {
    const { rows } = await sql<{ count: number }>`select forget_old_rows(${ctx.now})::int as count`.execute(
      tx,
    )
    return rows[0]?.count ?? 0
  })
  log.info('rows.forgotten', { count })
}
