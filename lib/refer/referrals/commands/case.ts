import { z } from 'zod'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { lockClient, requireCarrier } from '#refer/clients/store.ts'
import { OUTCOMES, type Reason, URGENCIES } from '../model.ts'
import { settleTasksOfNeed } from './tasks.ts'

/** Why nobody has to work on a need any more, where no referral says it. */
export const END_REASONS = [
  'resolved-elsewhere',
  'client-declined',
  'client-unavailable',
  'unsafe-for-client',
  'access-barrier',
  'other',
] as const satisfies readonly Reason[]

export const needChangeSchema = z.object({ clientNeedId: z.uuid(), urgency: z.enum(URGENCIES) })
export const needEndSchema = z.object({
  clientNeedId: z.uuid(),
  outcome: z.enum(OUTCOMES, { error: 'Say whether the need was met.' }),
  reason: z.enum(END_REASONS, { error: 'Say why nobody has to work on it any more.' }),
  note: z.string().trim().max(2000).optional(),
})

/** Says anew how soon a need must be met. @throws not-found for absent and for somebody else's alike */
export async function changeNeed(ctx: Ctx, change: z.input<typeof needChangeSchema>): Promise<void> {
  requirePermission(ctx.actor, 'need:write')
  const { clientNeedId, urgency } = needChangeSchema.parse(change)
  await transact(ctx, async (tx) => {
    const need = await lockNeed(tx, clientNeedId)
    await tx.updateTable('client_need').set({ urgency }).where('id', '=', clientNeedId).execute()
    await recordNeed(tx, ctx, need, { urgency })
  })
}

/**
 * Ends a need without a referral: solved in another way, not wanted any more. The coordinator's word on it is kept beside
 * those of agencies and client, and whoever was to choose the next program is not asked any more.
 *
 * @throws conflict while a referral for it is open: what was promised to an agency is taken back there
 */
export async function endNeed(ctx: Ctx, end: z.input<typeof needEndSchema>): Promise<void> {
  requirePermission(ctx.actor, 'need:outcome')
  const { clientNeedId, outcome, reason, note } = needEndSchema.parse(end)
  await transact(ctx, async (tx) => {
    const need = await lockNeed(tx, clientNeedId)
    if (await hasOpenReferral(tx, { clientNeedId }))
      throw new DomainError('conflict', 'A referral for this need is still open. Close or withdraw it first.')
    const id = newId()
    await tx
      .insertInto('need_outcome')
      .values({
        id,
        client_need_id: clientNeedId,
        referral_id: null,
        said_by: 'coordinator',
        outcome,
        reason_code: reason,
        note: note ? seal(keyring(), { field: 'need_outcome.note', id }, note) : null,
        account_id: ctx.actor.accountId,
        at: ctx.now,
      })
      .execute()
    await tx.updateTable('client_need').set({ closed_at: ctx.now }).where('id', '=', clientNeedId).execute()
    await settleTasksOfNeed(tx, ctx, clientNeedId, ['next-program', 'ask-client'])
    await recordNeed(tx, ctx, need, { outcome, reason })
  })
}

/** Opens an ended need again: it is not met after all, or it has come back. */
export async function reopenNeed(ctx: Ctx, clientNeedId: string): Promise<void> {
  requirePermission(ctx.actor, 'need:write')
  await transact(ctx, async (tx) => {
    const need = await lockNeed(tx, clientNeedId)
    await tx.updateTable('client_need').set({ closed_at: null }).where('id', '=', clientNeedId).execute()
    await recordNeed(tx, ctx, need, { reopened: true })
  })
}

/**
 * Closes a client's record: it leaves the list of those who are worked with and stays to be read. It is opened again the
 * same way, with nothing lost.
 *
 * @throws conflict while a referral is open, since its answers would reach nobody
 */
export async function setCase(
  ctx: Ctx,
  { clientId, status }: { clientId: string; status: 'active' | 'closed' },
): Promise<void> {
  requirePermission(ctx.actor, 'client:change')
  await transact(ctx, async (tx) => {
    const client = await lockClient(tx, clientId)
    if (!client) throw notFound()
    await requireCarrier(tx, clientId)
    if (client.status === status) return
    if (status === 'closed' && (await hasOpenReferral(tx, { clientId })))
      throw new DomainError(
        'conflict',
        'A referral of this person is still open. Close or withdraw it first.',
      )
    await tx
      .updateTable('client')
      .set({ status, version: client.version + 1, updated_at: ctx.now })
      .where('id', '=', clientId)
      .execute()
    await record(tx, ctx, {
      action: 'client:change',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: 'care',
      detail: { status },
    })
  })
}

type LockedNeed = { id: string; client_id: string }

/** The client first, then the need: two who end the same need, or send a referral for it, come one after the other. */
async function lockNeed(tx: Tx, id: string): Promise<LockedNeed> {
  const need = await tx
    .selectFrom('client_need')
    .select(['id', 'client_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!need || !(await lockClient(tx, need.client_id))) throw notFound()
  await requireCarrier(tx, need.client_id)
  return need
}

async function hasOpenReferral(
  tx: Tx,
  of: { clientId: string } | { clientNeedId: string },
): Promise<boolean> {
  const query = tx.selectFrom('referral').select('id').where('closed_at', 'is', null).limit(1)
  const found =
    'clientId' in of
      ? await query.where('client_id', '=', of.clientId).executeTakeFirst()
      : await query.where('client_need_id', '=', of.clientNeedId).executeTakeFirst()
  return found !== undefined
}

function recordNeed(tx: Tx, ctx: Ctx, need: LockedNeed, detail: Record<string, string | boolean>) {
  return record(tx, ctx, {
    action: 'outcome' in detail ? 'need:outcome' : 'need:write',
    entity: 'client_need',
    entityId: need.id,
    clientId: need.client_id,
    purpose: 'care',
    detail,
  })
}
