import { requirePermission } from '#base/access/permissions.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Doubt, DoubtReason } from './model.ts'

/** Listings that answers speak against, those that were spoken against most first. For stewards. */
export async function openDoubts(ctx: Ctx): Promise<Doubt[]> {
  requirePermission(ctx.actor, 'directory:curate')
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('listing_doubt')
      .innerJoin('service', 'service.id', 'listing_doubt.service_id')
      .innerJoin('organization', 'organization.id', 'service.organization_id')
      .leftJoin('agency', 'agency.directory_organization_id', 'organization.id')
      .selectAll('listing_doubt')
      .select([
        'service.name',
        'service.eligibility_description',
        'organization.name as organizationName',
        'agency.id as agencyId',
      ])
      .where('said', '>', 0)
      .where('service.withdrawn_at', 'is', null)
      .where('service.status', '<>', 'inactive')
      .orderBy('said', 'desc')
      .orderBy('last_at', 'desc')
      .limit(100)
      .execute()
    return rows.map((row) => ({
      serviceId: row.service_id,
      serviceName: row.name,
      organizationName: row.organizationName,
      agencyId: row.agencyId,
      reason: row.reason as DoubtReason,
      said: row.said,
      answers: row.answers,
      lastAt: row.last_at,
      eligibility: row.eligibility_description ?? '',
      settledAt: row.settled_at,
    }))
  })
}
