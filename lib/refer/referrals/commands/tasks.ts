import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import type { Referral } from '../model.ts'

/** What a coordinator is asked to do. `call-agency` has a script; `next-program` offers the next best for the need. */
export const TASK_KINDS = [
  'call-agency',
  'next-program',
  'ask-client',
  'give-consent',
  'reach',
  'recheck-waitlist',
  'finish-draft',
  'delivery-failed',
  'answer-held',
  'agency-moved',
  'consent-ends',
  'consent-ended',
  'tell-agency',
  'reply',
  'mailbox-doubted',
  'own-page',
] as const
export type TaskKind = (typeof TASK_KINDS)[number] | string

export type NewTask = {
  referral: Pick<Referral, 'id' | 'clientId' | 'organizationId'>
  kind: TaskKind
  dueAt: Date
  key: string
  /** Not while another of its kind is open for this referral: one thing to do is not asked for twice. */
  once?: true
}

/**
 * Gives the client's primary coordinator something to do, once a key. Made by the system, after the fact that asks for it.
 * For who came by themselves there is nobody to give it to: they are told instead, and their page says what they can do.
 */
export async function makeTask(tx: Tx, ctx: Ctx, task: NewTask): Promise<void> {
  if (task.referral.organizationId === null) return
  if (task.once && (await isOpen(tx, task.referral.id, task.kind))) return
  const primary = await tx
    .selectFrom('caseload')
    .select('account_id')
    .where('client_id', '=', task.referral.clientId)
    .where('kind', '=', 'primary')
    .where('until', 'is', null)
    .executeTakeFirst()
  await tx
    .insertInto('task')
    .values({
      id: newId(),
      organization_id: task.referral.organizationId,
      client_id: task.referral.clientId,
      referral_id: task.referral.id,
      kind: task.kind,
      due_at: task.dueAt,
      assigned_to: primary?.account_id ?? null,
      created_at: ctx.now,
      dedupe_key: task.key,
    })
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .execute()
}

async function isOpen(tx: Tx, referralId: string, kind: TaskKind): Promise<boolean> {
  const open = await tx
    .selectFrom('task')
    .select('id')
    .where('referral_id', '=', referralId)
    .where('kind', '=', kind)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return open !== undefined
}

/** Marks a task done, with what came of it in words (sealed). */
export async function finishTask(ctx: Ctx, done: { taskId: string; result?: string }): Promise<void> {
  requirePermission(ctx.actor, 'task:do')
  await transact(ctx, async (tx) => {
    const task = await tx
      .updateTable('task')
      .set({
        done_at: ctx.now,
        done_by: ctx.actor.accountId,
        result: done.result ? seal(keyring(), { field: 'task.result', id: done.taskId }, done.result) : null,
      })
      .where('id', '=', done.taskId)
      .where(
        sql<boolean>`(app_is('system') or assigned_to = ${ctx.actor.accountId} or carries_client(client_id))`,
      )
      .where('done_at', 'is', null)
      .returning(['id', 'client_id'])
      .executeTakeFirst()
    if (!task) throw notFound()
    await record(tx, ctx, {
      action: 'task:do',
      entity: 'task',
      entityId: task.id,
      purpose: 'care',
      ...(task.client_id && { clientId: task.client_id }),
    })
  })
}

/**
 * A task that a later fact has settled: the agency answered by itself, the client said how it went. The one of `but`, a
 * key, stays as it is: the same fact made it.
 */
export async function settleTasks(
  tx: Tx,
  ctx: Ctx,
  referralId: string,
  kinds: readonly TaskKind[],
  but?: string,
): Promise<void> {
  await tx
    .updateTable('task')
    .set({ done_at: ctx.now })
    .where('referral_id', '=', referralId)
    .where('kind', 'in', [...kinds])
    .where('done_at', 'is', null)
    .$if(but !== undefined, (query) => query.where('dedupe_key', 'is distinct from', but as string))
    .execute()
}

/** The same for every referral of one need. */
export async function settleTasksOfNeed(
  tx: Tx,
  ctx: Ctx,
  clientNeedId: string,
  kinds: readonly TaskKind[],
): Promise<void> {
  await tx
    .updateTable('task')
    .from('referral')
    .set({ done_at: ctx.now })
    .whereRef('referral.id', '=', 'task.referral_id')
    .where('referral.client_need_id', '=', clientNeedId)
    .where('task.kind', 'in', [...kinds])
    .where('task.done_at', 'is', null)
    .execute()
}

/** The same for whatever was to be done for one client. */
export async function settleTasksOfClient(
  tx: Tx,
  ctx: Ctx,
  clientId: string,
  kinds: readonly TaskKind[],
): Promise<void> {
  await tx
    .updateTable('task')
    .set({ done_at: ctx.now })
    .where('client_id', '=', clientId)
    .where('kind', 'in', [...kinds])
    .where('done_at', 'is', null)
    .execute()
}
