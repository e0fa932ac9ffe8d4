import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { servicesAt } from '#find/directory/store/derived.ts'

/**
 * A steward's word that the address of a place is public: it goes back to where everybody can read it, with its point
 * and the way there, and the listings there are derived anew. Streets that were taken out of texts stay
 * out until the feed changes those texts.
 *
 * @throws DomainError `not-found` without the right to release, or where no hidden place has this id
 */
export async function releasePlace(ctx: Ctx, locationId: string): Promise<void> {
  requirePermission(ctx.actor, 'directory:curate')
  await transact(ctx, async (tx) => {
    if (!(await openLocation(tx, ctx, locationId)))
      throw new DomainError('not-found', 'This place is not hidden; somebody may have released it already.')
    await bringAddressesBack(tx, locationId)
    await deriveListings(tx, await servicesAt(tx, [locationId]), ctx.now)
    await record(tx, ctx, { action: 'place:release', entity: 'location', entityId: locationId })
  })
}

async function openLocation(tx: Tx, ctx: Ctx, locationId: string): Promise<boolean> {
  const { rows } =
    await sql`update location l set confidential = false, released_at = ${ctx.now}, released_by = ${ctx.actor.accountId}
    where l.id = ${locationId} and l.released_at is null and (l.confidential or l.held_at is not null) returning l.id`.execute(
      tx,
    )
  await sql`update location l set latitude = c.latitude, longitude = c.longitude,
      coordinates_origin = c.extra ->> 'coordinates_origin', transportation = c.extra ->> 'transportation',
      external_identifier = c.extra ->> 'external_identifier',
      external_identifier_type = c.extra ->> 'external_identifier_type', extra = c.extra -> 'extra'
    from confidential_address c where c.id = l.id and l.id = ${locationId}`.execute(tx)
  return rows.length > 0
}

async function bringAddressesBack(tx: Tx, locationId: string): Promise<void> {
  await sql`insert into address (id, location_id, address_type, attention, address_1, address_2, city, region,
      state_province, postal_code, country, source_key, original_id, extra, content_hash)
    select id, location_id, address_type, attention, address_1, address_2, city, region,
      state_province, postal_code, country, source_key, original_id, extra, content_hash
    from confidential_address where location_id = ${locationId} and id <> location_id`.execute(tx)
  await sql`delete from confidential_address where location_id = ${locationId}`.execute(tx)
}
