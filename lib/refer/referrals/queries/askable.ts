import { systemActor } from '#base/access/actor.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'

export type Askable = {
  name: string
  organizationName: string
  needs: string[]
  /** False: it has no mailbox, so it is called. */
  byMail: boolean
}

/** Can a person ask this program themselves? Public facts only. @throws not-found */
export async function askableService(ctx: Ctx, serviceId: string): Promise<Askable> {
  const row = await transact({ ...ctx, actor: systemActor('ask') }, (tx) =>
    tx
      .selectFrom('service')
      .innerJoin('organization', 'organization.id', 'service.organization_id')
      .leftJoin('agency', 'agency.directory_organization_id', 'organization.id')
      .select([
        'service.name',
        'organization.name as organizationName',
        'service.email',
        'organization.email as organizationEmail',
        'agency.id as agencyId',
        'agency.mailbox',
        'agency.mailbox_doubted_at',
        'agency.care_organization_id',
      ])
      .where('service.id', '=', serviceId)
      .where('service.withdrawn_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!row) throw notFound()
  const needs = await ctx.db
    .selectFrom('service_need')
    .select('need_id')
    .where('service_id', '=', serviceId)
    .orderBy('certainty', 'desc')
    .execute()
  // Once somebody has referred there, what the agency says of its mailbox counts and no longer its listing.
  const reached = row.agencyId
    ? ((row.mailbox_doubted_at ? null : row.mailbox) ?? row.care_organization_id)
    : (row.email ?? row.organizationEmail)
  return {
    name: row.name,
    organizationName: row.organizationName,
    needs: needs.map((need) => need.need_id),
    byMail: reached !== null && needs.length > 0,
  }
}
