import type { Actor } from '../../access/actor.ts'
import { relationFor, requirePermission } from '../../access/permissions.ts'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'

/**
 * A team is who works together: whoever supervises it sees the clients of its coordinators. A supervisor manages the
 * teams of their own organization with the people whom they supervise already, an administrator those of any with anybody.
 */
export async function openTeam(ctx: Ctx, input: { organizationId: string; name: string }): Promise<string> {
  requireOwnTeams(ctx, input.organizationId)
  const id = newId()
  await transact(ctx, async (tx) => {
    const taken = await tx
      .selectFrom('team')
      .select('id')
      .where('organization_id', '=', input.organizationId)
      .where('name', '=', input.name)
      .executeTakeFirst()
    if (taken) {
      const message = 'There is a team of this name. Choose another.'
      throw new DomainError('conflict', message, { errors: [{ path: 'name', message }] })
    }
    await tx
      .insertInto('team')
      .values({ id, organization_id: input.organizationId, name: input.name, created_at: ctx.now })
      .execute()
    await record(tx, ctx, { action: 'team:open', entity: 'team', entityId: id })
  })
  return id
}

/** @throws not-found, as for an organization that does not exist */
function requireOwnTeams({ actor }: Ctx, organizationId: string): void {
  const relation = requirePermission(actor, 'team:manage')
  if (relation === 'organization' && organizationId !== actor.organizationId) throw notFound()
}

/** Puts a member of the organization into a team, or changes whether they supervise it. */
export async function joinTeam(
  ctx: Ctx,
  input: { teamId: string; accountId: string; supervises: boolean },
): Promise<void> {
  requirePermission(ctx.actor, 'team:manage')
  await transact(ctx, async (tx) => {
    requireOwnTeams(ctx, await organizationOf(tx, input.teamId))
    const role = await rolesInTeam(tx, input.teamId, input.accountId)
    if (input.supervises && !role.includes('supervisor')) {
      const message = 'Only a supervisor can supervise a team. Invite them as one first.'
      throw new DomainError('invalid', message, { errors: [{ path: 'supervises', message }] })
    }
    if (relationFor(ctx.actor, 'team:bring') !== 'any' && !(await staysWithOwn(tx, ctx.actor, input))) {
      const message = 'You can add people whom you supervise already. Ask an administrator to add others.'
      throw new DomainError('invalid', message, { errors: [{ path: 'accountId', message }] })
    }
    await tx
      .insertInto('team_member')
      .values({ team_id: input.teamId, account_id: input.accountId, supervises: input.supervises })
      .onConflict((conflict) =>
        conflict.columns(['team_id', 'account_id']).doUpdateSet({ supervises: input.supervises }),
      )
      .execute()
    await record(tx, ctx, {
      action: 'team:join',
      entity: 'team',
      entityId: input.teamId,
      detail: { account: input.accountId, supervises: input.supervises },
    })
  })
}

/**
 * Would everybody who is seen afterwards be somebody whom the actor supervises already? Whoever supervises a team sees the
 * records of its people, so a supervisor neither brings a stranger in nor takes strangers over: an administrator does.
 */
async function staysWithOwn(
  tx: Tx,
  actor: Actor,
  { teamId, accountId, supervises }: { teamId: string; accountId: string; supervises: boolean },
): Promise<boolean> {
  const supervised = await tx
    .selectFrom('team_member as boss')
    .innerJoin('team_member as member', 'member.team_id', 'boss.team_id')
    .select('member.account_id')
    .where('boss.account_id', '=', actor.accountId)
    .where('boss.supervises', '=', true)
    .execute()
  const own = new Set([actor.accountId, ...supervised.map((row) => row.account_id)])
  if (!own.has(accountId)) return false
  if (!supervises) return true
  const members = await tx
    .selectFrom('team_member')
    .select('account_id')
    .where('team_id', '=', teamId)
    .execute()
  return members.every((member) => own.has(member.account_id))
}

export async function leaveTeam(ctx: Ctx, input: { teamId: string; accountId: string }): Promise<void> {
  requirePermission(ctx.actor, 'team:manage')
  await transact(ctx, async (tx) => {
    requireOwnTeams(ctx, await organizationOf(tx, input.teamId))
    const gone = await tx
      .deleteFrom('team_member')
      .where('team_id', '=', input.teamId)
      .where('account_id', '=', input.accountId)
      .returning('account_id')
      .executeTakeFirst()
    if (!gone) throw notFound()
    await record(tx, ctx, {
      action: 'team:leave',
      entity: 'team',
      entityId: input.teamId,
      detail: { account: input.accountId },
    })
  })
}

async function organizationOf(tx: Tx, teamId: string): Promise<string> {
  const team = await tx
    .selectFrom('team')
    .select('organization_id')
    .where('id', '=', teamId)
    .executeTakeFirst()
  if (!team) throw notFound()
  return team.organization_id
}

/** Roles that the account has in the team's organization. @throws not-found when team or membership are not the actor's to see. */
async function rolesInTeam(tx: Tx, teamId: string, accountId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('team')
    .innerJoin('membership', 'membership.organization_id', 'team.organization_id')
    .select('membership.role')
    .where('team.id', '=', teamId)
    .where('membership.account_id', '=', accountId)
    .where('membership.ended_at', 'is', null)
    .execute()
  if (rows.length === 0) throw notFound()
  return rows.map((row) => row.role)
}
