import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { findClient } from './store.ts'

export type Colleague = { accountId: string; name: string }
export type CareTeam = {
  members: (Colleague & { kind: 'primary' | 'care-team' })[]
  /** Coordinators and supervisors of the organization who do not carry this client yet. */
  others: Colleague[]
  /** Colleagues who carry a record that looks like the same person's. Whom to ask, and nothing of what stands in it. */
  similarAt: Colleague[]
}

/**
 * Who carries a client, who could, and who may carry the same person under another record. In an emergency only the first:
 * whom to call. The reading is written down. @throws not-found for absent and for somebody else's alike.
 */
export async function careTeamOf(ctx: Ctx, clientId: string): Promise<CareTeam> {
  requirePermission(ctx.actor, 'client:read')
  return transact(ctx, async (tx) => {
    if (!(await findClient(tx, clientId))) throw notFound()
    await record(tx, ctx, {
      action: 'client:care-team',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: 'care',
    })
    const members = await tx
      .selectFrom('caseload')
      .innerJoin('account', 'account.id', 'caseload.account_id')
      .select(['account.id as accountId', 'account.name', 'caseload.kind'])
      .where('caseload.client_id', '=', clientId)
      .where('caseload.until', 'is', null)
      .orderBy('caseload.kind', 'desc')
      .orderBy('account.name')
      .execute()
    const { rows } = await sql<{ carries: boolean }>`select carries_client(${clientId}) as carries`.execute(
      tx,
    )
    const staff = rows[0]?.carries ? await coordinatorsOf(tx, ctx.actor.organizationId) : []
    const similar = await sql<{
      account_id: string
      name: string
    }>`select account_id, name from colleagues_with_similar(${clientId}) order by name`.execute(tx)
    const carrying = new Set(members.map((member) => member.accountId))
    return {
      members: members.map((member) => ({ ...member, kind: member.kind as 'primary' | 'care-team' })),
      others: staff.filter(({ accountId }) => !carrying.has(accountId)),
      similarAt: similar.rows.map((row) => ({ accountId: row.account_id, name: row.name })),
    }
  })
}

async function coordinatorsOf(tx: Tx, organizationId: string | null): Promise<Colleague[]> {
  return tx
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.account_id')
    .select(['account.id as accountId', 'account.name'])
    .distinct()
    .where('membership.organization_id', '=', organizationId)
    .where('membership.role', 'in', ['coordinator', 'supervisor'])
    .where('membership.ended_at', 'is', null)
    .where('account.deactivated_at', 'is', null)
    .orderBy('account.name')
    .execute()
}
