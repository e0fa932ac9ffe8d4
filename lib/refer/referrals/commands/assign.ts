import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'

/**
 * Gives referrals that an agency received to one of its people, all or none. Whoever holds one is told first; everybody
 * of the agency may still answer. @returns how many were given
 */
export async function assignReferrals(
  ctx: Ctx,
  input: { referralIds: readonly string[]; toAccountId: string },
): Promise<number> {
  requirePermission(ctx.actor, 'referral:assign')
  if (input.referralIds.length === 0) throw new DomainError('invalid', 'Mark at least one referral.')
  return transact(ctx, async (tx) => {
    const colleague = await tx
      .selectFrom('membership')
      .select('id')
      .where('account_id', '=', input.toAccountId)
      .where('organization_id', '=', ctx.actor.organizationId)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (!colleague) throw notFound()
    const given = await tx
      .updateTable('referral')
      .set({ assigned_to: input.toAccountId, updated_at: ctx.now })
      .where('id', 'in', [...new Set(input.referralIds)])
      .where(sql<boolean>`receives_referral(referral.id)`)
      .returning(['id', 'client_id', 'mode'])
      .execute()
    if (given.length !== new Set(input.referralIds).size) throw notFound()
    for (const referral of given)
      await record(tx, ctx, {
        action: 'referral:assign',
        entity: 'referral',
        entityId: referral.id,
        clientId: referral.client_id,
        detail: { to: input.toAccountId },
      })
    return given.length
  })
}
