import { requirePermission } from '../../access/permissions.ts'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { type Ctx, transact } from '../../db/context.ts'
import { endSessions } from '../store.ts'

/**
 * Ends every session of the account in the same transaction: the next request is a stranger's. What still waits for its
 * mailbox to be accepted is taken back, and so is what it asked others to.
 */
export async function deactivateAccount(ctx: Ctx, accountId: string): Promise<void> {
  requirePermission(ctx.actor, 'account:deactivate')
  if (accountId === ctx.actor.accountId)
    throw new DomainError('invalid', 'You cannot deactivate yourself. Ask another administrator.')
  await transact(ctx, async (tx) => {
    const gone = await tx
      .updateTable('account')
      .set({ deactivated_at: ctx.now })
      .where('id', '=', accountId)
      .where('deactivated_at', 'is', null)
      .returning('email')
      .executeTakeFirst()
    if (!gone) throw notFound()
    await endSessions(tx, { accountId, now: ctx.now })
    const withdrawn = await tx
      .updateTable('invitation')
      .set({ revoked_at: ctx.now })
      .where((eb) => eb.or([eb('email', '=', gone.email), eb('invited_by', '=', accountId)]))
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .returning('id')
      .execute()
    for (const { id } of withdrawn)
      await record(tx, ctx, { action: 'membership:withdraw-invitation', entity: 'invitation', entityId: id })
    await record(tx, ctx, { action: 'account:deactivate', entity: 'account', entityId: accountId })
  })
}

export async function reactivateAccount(ctx: Ctx, accountId: string): Promise<void> {
  requirePermission(ctx.actor, 'account:deactivate')
  await transact(ctx, async (tx) => {
    const back = await tx
      .updateTable('account')
      .set({ deactivated_at: null })
      .where('id', '=', accountId)
      .returning('id')
      .executeTakeFirst()
    if (!back) throw notFound()
    await record(tx, ctx, { action: 'account:reactivate', entity: 'account', entityId: accountId })
  })
}
