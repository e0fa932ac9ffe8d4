import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { resolveArea, timezoneAt } from '#find/geo/areas.ts'
import { resolveExtent } from '#find/geo/extent.ts'
import { findPostalCode } from '#find/geo/places.ts'
import type { Findings } from './model.ts'

/**
 * What follows from where a place is, for which several tables must be read together: its kind, county and zone, an
 * approximate point where the feed has none, the zone of its opening hours, the areas that its services' words mean.
 */
export async function placeStages(tx: Tx, findings: Findings): Promise<void> {
  await typeLocations(tx)
  await lookUpPostalCodes(tx)
  await locate(tx, findings)
  await findHomes(tx)
  await zoneSchedules(tx)
  await resolveAreas(tx, findings)
}

/** Before 3.0 a location had no type: it is physical if anything says where it is. */
async function typeLocations(tx: Tx): Promise<void> {
  await sql`update stage_location l set location_type = case
      when l.latitude is not null or exists (select 1 from stage_address a where a.location_id = l.id and coalesce(a.address_type, 'physical') = 'physical') then 'physical'
      when exists (select 1 from stage_address a where a.location_id = l.id) then 'postal' else 'virtual' end
    where l.location_type is null`.execute(tx)
}

/** `place_zip`: the ZIP code of each place with what is known of it, its street address before its mail address. */
async function lookUpPostalCodes(tx: Tx): Promise<void> {
  await sql`create temp table place_zip on commit drop as
    select distinct on (location_id) location_id, left(postal_code, 5) as zip, city from stage_address
    where postal_code ~ '^\\d{5}' and coalesce(country, 'US') in ('US', 'PR', 'GU', 'VI', 'AS', 'MP', 'UM') order by location_id, address_type <> 'physical', seq`.execute(
    tx,
  )
  await sql`create temp table zip (zip text, latitude float8, longitude float8, county text, state text, timezone text) on commit drop`.execute(
    tx,
  )
  const { rows } = await sql<{ zip: string }>`select distinct zip from place_zip`.execute(tx)
  const found = rows.flatMap(({ zip }) => {
    const place = findPostalCode(zip)
    return place ? [{ ...place, zip, timezone: timezoneAt(place.lat, place.lng) }] : []
  })
  await sql`insert into zip select * from jsonb_to_recordset(${JSON.stringify(
    found.map(({ zip, lat, lng, county, state, timezone }) => ({
      zip,
      latitude: lat,
      longitude: lng,
      county,
      state,
      timezone,
    })),
  )}::text::jsonb) as z(zip text, latitude float8, longitude float8, county text, state text, timezone text)`.execute(
    tx,
  )
  await sql`analyze place_zip, zip`.execute(tx)
}

/** Degrees that a point may lie from the middle of its ZIP code; the largest ZIP codes reach about this far. */
const FAR_DEGREES = 2

async function locate(tx: Tx, findings: Findings): Promise<void> {
  const { rows } = await sql<{ far: string }>`select count(*) as far from stage_location l
    join place_zip p on p.location_id = l.id join zip z using (zip)
    where l.coordinates_origin = 'feed' and (abs(l.latitude - z.latitude) > ${FAR_DEGREES} or abs(l.longitude - z.longitude) > ${FAR_DEGREES})`.execute(
    tx,
  )
  const far = Number(rows[0]?.far)
  if (far > 0)
    findings.note(
      'coordinates-far-from-postal-code',
      'locations more than 2 degrees from their ZIP code',
      far,
    )
  const placed = await sql<{ approximate: boolean }>`update stage_location l set county = z.county,
      timezone = coalesce(l.timezone, z.timezone),
      latitude = coalesce(l.latitude, z.latitude), longitude = coalesce(l.longitude, z.longitude),
      coordinates_origin = coalesce(l.coordinates_origin, 'zip-centroid')
    from place_zip p join zip z using (zip) where p.location_id = l.id and l.location_type <> 'virtual'
    returning l.coordinates_origin = 'zip-centroid' as approximate`.execute(tx)
  const approximate = placed.rows.filter((row) => row.approximate).length
  if (approximate > 0)
    findings.note('approximate-point', 'places put in the middle of their ZIP code', approximate)
}

/** `service_home`: where the first place of each service is, for words that leave the state out. */
async function findHomes(tx: Tx): Promise<void> {
  await sql`create temp table service_home on commit drop as
    select distinct on (sl.service_id) sl.service_id, z.state, z.county, p.city, coalesce(l.timezone, z.timezone) as timezone
    from stage_service_at_location sl join stage_location l on l.id = sl.location_id
      left join place_zip p on p.location_id = l.id left join zip z using (zip)
    order by sl.service_id, z.state is null, sl.seq`.execute(tx)
  await sql`analyze service_home`.execute(tx)
}

async function zoneSchedules(tx: Tx): Promise<void> {
  await sql`update stage_schedule s set timezone_name = l.timezone from stage_location l
    where s.timezone_name is null and s.location_id = l.id`.execute(tx)
  await sql`update stage_schedule s set timezone_name = l.timezone
    from stage_service_at_location sl join stage_location l on l.id = sl.location_id
    where s.timezone_name is null and s.service_at_location_id = sl.id`.execute(tx)
  await sql`update stage_schedule s set timezone_name = h.timezone from service_home h
    where s.timezone_name is null and s.service_id = h.service_id`.execute(tx)
}

type AreaWords = { name: string; state: string | null; county: string | null; city: string | null }

async function resolveAreas(tx: Tx, findings: Findings): Promise<void> {
  const homes = sql`stage_service_area a left join stage_service_at_location sl on sl.id = a.service_at_location_id
    left join service_home h on h.service_id = coalesce(a.service_id, sl.service_id)`
  const { rows } =
    await sql<AreaWords>`select distinct coalesce(a.name, a.description) as name, h.state, h.county, h.city
    from ${homes} where coalesce(a.name, a.description) is not null`.execute(tx)
  const understood = rows.flatMap((words) => {
    const home = {
      state: words.state ?? undefined,
      county: words.county ?? undefined,
      city: words.city ?? undefined,
    }
    const codes = resolveArea(words.name, home)
    return codes ? [{ ...words, codes }] : []
  })
  if (understood.length > 0)
    await sql`update stage_service_area s set codes = u.codes
    from ${homes} join jsonb_to_recordset(${JSON.stringify(understood)}::text::jsonb)
      as u(name text, state text, county text, city text, codes text[])
      on u.name = coalesce(a.name, a.description) and u.state is not distinct from h.state
        and u.county is not distinct from h.county and u.city is not distinct from h.city
    where s.seq = a.seq`.execute(tx)
  await resolveExtents(tx)
  const unknown = await sql<{
    count: string
  }>`select count(*) from stage_service_area where codes is null`.execute(tx)
  const count = Number(unknown.rows[0]?.count)
  if (count > 0)
    findings.note('area-not-understood', 'service areas whose words and shape name no known place', count)
}

/**
 * Areas that are drawn, not named: their shape says which ZIP codes they hold. Words that are understood come first,
 * for a county's border is exact and a shape is known only by the middles of the ZIP codes in it.
 */
async function resolveExtents(tx: Tx): Promise<void> {
  const { rows } = await sql<{ extent: string }>`select distinct extent from stage_service_area
    where codes is null and extent is not null`.execute(tx)
  const drawn = rows.flatMap(({ extent }) => {
    const codes = resolveExtent(extent)
    return codes ? [{ extent, codes }] : []
  })
  if (drawn.length === 0) return
  await sql`update stage_service_area a set codes = d.codes
    from jsonb_to_recordset(${JSON.stringify(drawn)}::text::jsonb) as d(extent text, codes text[])
    where a.codes is null and a.extent = d.extent`.execute(tx)
}
