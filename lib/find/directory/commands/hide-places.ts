import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { type ConfidentialReason, reasonText } from '../confidential.ts'
import { placesBeside } from './places-beside.ts'
import { scrubStreets } from './scrub-streets.ts'

export type PlaceToHide = { locationId: string; reason: ConfidentialReason }

export type Hiding = {
  now: Date
  /** Held back by Handrail's own caution until a steward releases it; otherwise the feed itself says so. */
  held?: boolean
}

/**
 * Takes places out of sight: their addresses, points and whatever else would lead there go to `confidential_address`,
 * and their streets out of every text about them. Run it in the transaction that brought them in, so that nobody ever
 * reads them. What is hidden already stays hidden; what a steward released stays released, unless the feed says
 * something new.
 *
 * @returns the places that are now out of sight and were not before, other records of them among them
 */
export async function hidePlaces(tx: Tx, places: readonly PlaceToHide[], hiding: Hiding): Promise<string[]> {
  if (places.length === 0) return []
  await listPlaces(tx, places)
  await addPlacesBeside(tx)
  await moveAddresses(tx)
  await keepPlaceFacts(tx)
  const hidden = await closeLocations(tx, hiding)
  await scrubStreets(tx)
  await sql`drop table hiding`.execute(tx)
  return hidden
}

async function listPlaces(tx: Tx, places: readonly PlaceToHide[]): Promise<void> {
  const rows = places.map(({ locationId, reason }) => ({ id: locationId, reason: reasonText(reason) }))
  await sql`create temp table hiding on commit drop as
    select distinct on (l.id) l.id, h.reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as h(id uuid, reason text) join location l using (id)
    where l.released_at is null or l.confidential_reason is distinct from h.reason
    order by l.id, h.reason`.execute(tx)
}

/** Other records of these places would give them away. */
async function addPlacesBeside(tx: Tx): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from hiding`.execute(tx)
  const beside = await placesBeside(
    tx,
    rows.map(({ id }) => id),
  )
  for (const { id, beside: like } of beside)
    await sql`insert into hiding select ${id}::uuid, reason from hiding where id = ${like}`.execute(tx)
}

const PARTS = [
  'address_type',
  'attention',
  'address_1',
  'address_2',
  'city',
  'region',
  'state_province',
] as const
const KEPT = [
  ...PARTS,
  'postal_code',
  'country',
  'source_key',
  'original_id',
  'extra',
  'content_hash',
] as const

async function moveAddresses(tx: Tx): Promise<void> {
  const columns = sql.join(KEPT.map((column) => sql.ref(column)))
  const own = sql.join(KEPT.map((column) => sql`a.${sql.ref(column)}`))
  const again = sql.join(KEPT.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))
  await sql`insert into confidential_address (id, location_id, reason, ${columns})
    select a.id, a.location_id, h.reason, ${own} from address a join hiding h on h.id = a.location_id
    on conflict (id) do update set location_id = excluded.location_id, reason = excluded.reason, ${again}`.execute(
    tx,
  )
  await sql`delete from address a using hiding h where a.location_id = h.id`.execute(tx)
}

/** The point, the way there and all that no column models: kept in a row of its own, under the place's id. */
async function keepPlaceFacts(tx: Tx): Promise<void> {
  await sql`insert into confidential_address (id, location_id, reason, latitude, longitude, source_key, extra)
    select l.id, l.id, h.reason, l.latitude, l.longitude, l.source_key,
      jsonb_strip_nulls(jsonb_build_object('transportation', l.transportation, 'external_identifier', l.external_identifier,
        'external_identifier_type', l.external_identifier_type, 'coordinates_origin', l.coordinates_origin, 'extra', l.extra))
    from location l join hiding h using (id)
    where l.latitude is not null or l.transportation is not null or l.external_identifier is not null or l.extra is not null
    on conflict (id) do update set reason = excluded.reason,
      latitude = coalesce(excluded.latitude, confidential_address.latitude),
      longitude = coalesce(excluded.longitude, confidential_address.longitude),
      extra = coalesce(confidential_address.extra, '{}') || excluded.extra`.execute(tx)
}

async function closeLocations(tx: Tx, { now, held = false }: Hiding): Promise<string[]> {
  const { rows } = await sql<{ id: string; before: boolean }>`
    with before as (select l.id, l.confidential or l.held_at is not null as hidden from location l join hiding using (id))
    update location l set latitude = null, longitude = null, coordinates_origin = null, transportation = null,
      external_identifier = null, external_identifier_type = null, extra = null,
      confidential = l.confidential or ${!held}, confidential_reason = h.reason,
      held_at = case when ${held} then coalesce(l.held_at, ${now}) else l.held_at end,
      released_at = null, released_by = null
    from hiding h join before b using (id) where l.id = h.id
      and (not b.hidden or l.confidential_reason is distinct from h.reason or (${!held} and not l.confidential)
        or num_nonnulls(l.latitude, l.longitude, l.coordinates_origin, l.transportation, l.external_identifier,
          l.external_identifier_type, l.extra, l.released_at) > 0)
    returning l.id, b.hidden as before`.execute(tx)
  return rows.filter((row) => !row.before).map((row) => row.id)
}
