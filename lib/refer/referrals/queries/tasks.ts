import { requirePermission } from '#base/access/permissions.ts'
import { recordAll } from '#base/audit/store.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { recordFor } from '#refer/clients/field-access.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClients, visible } from '#refer/clients/store.ts'

export type TaskLine = {
  id: string
  kind: string
  dueAt: Date
  clientId: string | null
  clientName: string
  referralId: string | null
  clientNeedId: string | null
}

/** What the actor has to do, the most pressing first. */
export async function openTasks(ctx: Ctx): Promise<TaskLine[]> {
  requirePermission(ctx.actor, 'task:do')
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('task')
      .leftJoin('referral', 'referral.id', 'task.referral_id')
      .select([
        'task.id',
        'task.kind',
        'task.due_at',
        'task.client_id',
        'task.referral_id',
        'referral.client_need_id',
      ])
      .where('task.done_at', 'is', null)
      .where((eb) => eb.or([eb('task.assigned_to', '=', ctx.actor.accountId), visible('task.client_id')]))
      .orderBy('task.due_at')
      .limit(200)
      .execute()
    const clients = await findClients(
      tx,
      rows.flatMap(({ client_id }) => (client_id ? [client_id] : [])),
    )
    await recordAll(
      tx,
      ctx,
      rows.flatMap(({ id, client_id }) =>
        client_id && clients.has(client_id)
          ? [{ action: 'task:list', entity: 'task', entityId: id, clientId: client_id, purpose: 'care' }]
          : [],
      ),
    )
    return rows.map((row) => {
      const client = row.client_id ? clients.get(row.client_id) : undefined
      return {
        id: row.id,
        kind: row.kind,
        dueAt: row.due_at,
        clientId: row.client_id,
        clientName: client ? displayName(recordFor('list', client.record)) : '',
        referralId: row.referral_id,
        clientNeedId: row.client_need_id,
      }
    })
  })
}
