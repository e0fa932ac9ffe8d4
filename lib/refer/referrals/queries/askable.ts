import { notFound } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'

export type Askable = {
  name: string
  organizationName: string
  needs: string[] /** False: it has no mailbox, so it is called. */
  byMail: boolean
}

/** Can a person ask this program themselves? Public facts only. @throws not-found */
export async function askableService(ctx: Ctx, serviceId: string): Promise<Askable> {
  const row = await ctx.db
    .selectFrom('service')
    .innerJoin('organization', 'organization.id', 'service.organization_id')
    .select([
      'service.name',
      'organization.name as organizationName',
      'service.email',
      'organization.email as organizationEmail',
    ])
    .where('service.id', '=', serviceId)
    .where('service.withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw notFound()
  const needs = await ctx.db
    .selectFrom('service_need')
    .select('need_id')
    .where('service_id', '=', serviceId)
    .orderBy('certainty', 'desc')
    .execute()
  return {
    name: row.name,
    organizationName: row.organizationName,
    needs: needs.map((need) => need.need_id),
    byMail: Boolean(row.email ?? row.organizationEmail) && needs.length > 0,
  }
}
