import { requirePermission } from '../access/permissions.ts'
import { notFound } from '../core/errors.ts'
import { type Ctx, type Tx, transact } from '../db/context.ts'
import type { MemberRole } from './model.ts'
import { type Passkey, passkeysOf } from './passkeys.ts'
import { ownAccount } from './store.ts'

export type Member = {
  membershipId: string
  accountId: string
  name: string
  email: string
  role: MemberRole
  since: Date
  hasSecondFactor: boolean
  deactivatedAt: Date | null
}
export type WaitingInvitation = { id: string; email: string; role: MemberRole; expiresAt: Date }
export type TeamMember = { accountId: string; name: string; supervises: boolean }
export type Team = { id: string; name: string; members: TeamMember[] }
export type CareOrganization = {
  id: string
  name: string
  refers: boolean
  receives: boolean
  phone: string | null
}
export type People = {
  organization: CareOrganization
  members: Member[]
  invitations: WaitingInvitation[]
  teams: Team[]
}

/** Everybody who acts for an organization, and who was asked to. @throws not-found for another's organization. */
export async function peopleOf(ctx: Ctx, organizationId: string): Promise<People> {
  const relation = requirePermission(ctx.actor, 'membership:manage')
  if (relation === 'organization' && organizationId !== ctx.actor.organizationId) throw notFound()
  return transact(ctx, async (tx) => {
    const organization = await tx
      .selectFrom('care_organization')
      .select(['id', 'name', 'refers', 'receives', 'phone'])
      .where('id', '=', organizationId)
      .executeTakeFirst()
    if (!organization) throw notFound()
    const members = await tx
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.account_id')
      .select([
        'membership.id as membershipId',
        'account.id as accountId',
        'account.name',
        'account.email',
        'membership.role',
        'membership.created_at as since',
        'account.totp_confirmed_at as totp',
        'account.deactivated_at as deactivatedAt',
      ])
      .where('membership.organization_id', '=', organizationId)
      .where('membership.ended_at', 'is', null)
      .orderBy('account.name')
      .orderBy('membership.id')
      .execute()
    const invitations = await tx
      .selectFrom('invitation')
      .select(['id', 'email', 'role', 'expires_at as expiresAt'])
      .where('organization_id', '=', organizationId)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .orderBy('created_at', 'desc')
      .execute()
    return {
      organization,
      members: members.map(({ totp, role, ...member }) => ({
        ...member,
        role: role as MemberRole,
        hasSecondFactor: totp !== null,
      })),
      invitations: invitations.map((each) => ({ ...each, role: each.role as MemberRole })),
      teams: ctx.actor.role === 'agency-admin' ? [] : await teamsOf(tx, organizationId),
    }
  })
}

async function teamsOf(tx: Tx, organizationId: string): Promise<Team[]> {
  const rows = await tx
    .selectFrom('team')
    .leftJoin('team_member', 'team_member.team_id', 'team.id')
    .leftJoin('account', 'account.id', 'team_member.account_id')
    .select(['team.id', 'team.name', 'account.id as accountId', 'account.name as member', 'supervises'])
    .where('team.organization_id', '=', organizationId)
    .orderBy('team.name')
    .orderBy('team.id')
    .orderBy('account.name')
    .execute()
  const teams = new Map<string, Team>()
  for (const row of rows) {
    const team = teams.get(row.id) ?? { id: row.id, name: row.name, members: [] }
    teams.set(row.id, team)
    if (row.accountId)
      team.members.push({
        accountId: row.accountId,
        name: row.member ?? '',
        supervises: row.supervises ?? false,
      })
  }
  return [...teams.values()]
}

/** Organizations whose people the actor may manage: an administrator all, others their own. */
export async function managedOrganizations(ctx: Ctx): Promise<CareOrganization[]> {
  const relation = requirePermission(ctx.actor, 'membership:manage')
  return transact(ctx, (tx) =>
    tx
      .selectFrom('care_organization')
      .select(['id', 'name', 'refers', 'receives', 'phone'])
      .$if(relation === 'organization', (query) => query.where('id', '=', ctx.actor.organizationId))
      .orderBy('name')
      .execute(),
  )
}

/** The actor's own passkeys. */
export async function ownPasskeys(ctx: Ctx): Promise<Passkey[]> {
  return transact(ctx, async (tx) => passkeysOf(tx, (await ownAccount(tx, ctx.actor)).id))
}
