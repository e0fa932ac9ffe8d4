import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { type Ctx, transact } from '#base/db/context.ts'

/** What one coordinator of the supervisor's teams carries. Counts alone: no person is read for it. */
export type Load = {
  accountId: string
  name: string
  clients: number
  open: number
  late: number
  tasksDue: number
}

/** Who carries how much in the teams that the actor supervises, the most late first. */
export async function teamLoad(ctx: Ctx): Promise<Load[]> {
  requirePermission(ctx.actor, 'team:manage')
  return transact(ctx, async (tx) => {
    const { rows } = await sql<{
      account_id: string
      name: string
      clients: string
      open: string
      late: string
      tasks: string
    }>`
      with mine as (
        select distinct member.account_id
        from team_member as own
        join team_member as member on member.team_id = own.team_id and not member.supervises
        where own.account_id = ${ctx.actor.accountId} and own.supervises
      ), carried as (
        select caseload.account_id, caseload.client_id
        from caseload join mine using (account_id)
        join client on client.id = caseload.client_id and client.status = 'active'
        where caseload.until is null and caseload.kind = 'primary'
      ), referrals as (
        select carried.account_id, count(*) as open,
               count(*) filter (where referral.due_at <= ${ctx.now}) as late
        from carried join referral on referral.client_id = carried.client_id and referral.closed_at is null
        group by 1
      ), tasks as (
        select carried.account_id, count(*) as due
        from carried join task on task.client_id = carried.client_id
        where task.done_at is null and task.due_at <= ${ctx.now}
        group by 1
      )
      select account.id as account_id, account.name,
             (select count(*) from carried where carried.account_id = account.id) as clients,
             coalesce(referrals.open, 0) as open, coalesce(referrals.late, 0) as late,
             coalesce(tasks.due, 0) as tasks
      from mine join account on account.id = mine.account_id
      left join referrals on referrals.account_id = account.id
      left join tasks on tasks.account_id = account.id
      order by late desc, open desc, account.name`.execute(tx)
    return rows.map((row) => ({
      accountId: row.account_id,
      name: row.name,
      clients: Number(row.clients),
      open: Number(row.open),
      late: Number(row.late),
      tasksDue: Number(row.tasks),
    }))
  })
}
