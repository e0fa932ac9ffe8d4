import { requirePermission } from '#base/access/permissions.ts'
import { type Ctx, transact } from '#base/db/context.ts'

/** People who act for the actor's agency, by name: whom a referral can be given to. */
export async function agencyStaff(ctx: Ctx): Promise<{ accountId: string; name: string }[]> {
  requirePermission(ctx.actor, 'referral:assign')
  return transact(ctx, (tx) =>
    tx
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.account_id')
      .select(['account.id as accountId', 'account.name'])
      .distinct()
      .where('membership.organization_id', '=', ctx.actor.organizationId)
      .where('membership.ended_at', 'is', null)
      .where('account.deactivated_at', 'is', null)
      .orderBy('account.name')
      .execute(),
  )
}
