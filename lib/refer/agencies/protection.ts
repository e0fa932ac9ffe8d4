import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { asSystem, type Ctx, type Tx, transact } from '#base/db/context.ts'

/** What the law says of an organization's records: substance use (42 CFR Part 2), victims (VAWA, FVPSA, VOCA). */
export type ProtectionOf = { part2Program: boolean; victimServices: boolean }

/** Whose: an organization whose people use Handrail, or an agency of the directory. */
export type Protected = { organizationId: string } | { agencyId: string }

/** What is set for an organization. @throws not-found */
export async function readProtection(ctx: Ctx, of: Protected): Promise<ProtectionOf> {
  requirePermission(ctx.actor, 'organization:protect')
  return transact(ctx, async (tx) => {
    const row =
      'agencyId' in of
        ? await tx
            .selectFrom('agency')
            .select(['part2_program', 'victim_services'])
            .where('id', '=', of.agencyId)
            .executeTakeFirst()
        : await tx
            .selectFrom('care_organization')
            .select(['part2_program', 'victim_services'])
            .where('id', '=', of.organizationId)
            .executeTakeFirst()
    if (!row) throw notFound()
    return { part2Program: row.part2_program, victimServices: row.victim_services }
  })
}

/**
 * Says whether an organization is a Part 2 program or serves victims, as a sender and as a receiver alike: from then on
 * its referrals ask for the consent that goes with it. Referrals that are on their way keep the ground they went on until
 * somebody takes them on. @throws not-found
 */
export async function protect(ctx: Ctx, input: Protected & ProtectionOf): Promise<void> {
  requirePermission(ctx.actor, 'organization:protect')
  const { part2Program, victimServices } = input
  const flags = { part2_program: part2Program, victim_services: victimServices }
  await transact(ctx, async (tx) => {
    const { organizationId, agencyIds } = await sidesOf(tx, input)
    // One body in two tables: who may say it of the one says it of the other.
    await asSystem(tx, async () => {
      if (agencyIds.length > 0)
        await tx.updateTable('agency').set(flags).where('id', 'in', agencyIds).execute()
      if (organizationId)
        await tx.updateTable('care_organization').set(flags).where('id', '=', organizationId).execute()
    })
    await record(tx, ctx, {
      action: 'organization:protect',
      entity: 'agencyId' in input ? 'agency' : 'care_organization',
      entityId: 'agencyId' in input ? input.agencyId : input.organizationId,
      detail: { part2Program, victimServices },
    })
  })
}

async function sidesOf(
  tx: Tx,
  of: Protected,
): Promise<{ organizationId: string | null; agencyIds: string[] }> {
  if ('agencyId' in of) {
    const agency = await tx
      .selectFrom('agency')
      .select('care_organization_id')
      .where('id', '=', of.agencyId)
      .executeTakeFirst()
    if (!agency) throw notFound()
    return agency.care_organization_id
      ? sidesOf(tx, { organizationId: agency.care_organization_id })
      : { organizationId: null, agencyIds: [of.agencyId] }
  }
  const organization = await tx
    .selectFrom('care_organization')
    .select('id')
    .where('id', '=', of.organizationId)
    .executeTakeFirst()
  if (!organization) throw notFound()
  const agencies = await tx
    .selectFrom('agency')
    .select('id')
    .where('care_organization_id', '=', organization.id)
    .execute()
  return { organizationId: organization.id, agencyIds: agencies.map(({ id }) => id) }
}
