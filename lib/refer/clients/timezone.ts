import { type Ctx, type Tx, transact } from '#base/db/context.ts'

/**
 * The IANA zone of the organization that the actor acts for, or that carries the client whose link this is. Null for a
 * person who came by themselves, and for whoever acts for nobody.
 */
export async function timezoneOf(ctx: Ctx): Promise<string | null> {
  const { organizationId, clientId } = ctx.actor
  if (!organizationId && !clientId) return null
  return transact(ctx, async (tx) => {
    if (!organizationId) return clientTimezone(tx, clientId as string)
    const row = await tx
      .selectFrom('care_organization')
      .select('timezone')
      .where('id', '=', organizationId)
      .executeTakeFirst()
    return row?.timezone ?? null
  })
}

/** The zone of the organization that carries the client; null for one who came by themselves. */
export async function clientTimezone(tx: Tx, clientId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('client')
    .innerJoin('care_organization', 'care_organization.id', 'client.organization_id')
    .select('care_organization.timezone')
    .where('client.id', '=', clientId)
    .executeTakeFirst()
  return row?.timezone ?? null
}
