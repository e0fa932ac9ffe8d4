import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { isSamePlace, type ReadSpot, readSpot, type Street } from '../same-place.ts'

type Row = {
  id: string
  organizations: string[]
  hidden: boolean
  streets: Street[]
  lat: number | null
  lng: number | null
}

/** A place, and the one of those asked about that it would give away. */
export type Beside = { id: string; beside: string }

/**
 * Other records of these places: of the same organization, at the same street or point. Anybody who reads one of them
 * knows where the hidden place is. Places that a steward has released are left out.
 */
export async function placesBeside(tx: Tx, hiddenIds: readonly string[]): Promise<Beside[]> {
  if (hiddenIds.length === 0) return []
  const rows = await placesOfOwners(tx, hiddenIds)
  const open = new Map<string, Set<Place>>()
  for (const place of rows)
    if (!place.hidden)
      for (const owner of place.organizations) open.set(owner, (open.get(owner) ?? new Set()).add(place))
  const found: Beside[] = []
  // What is found may itself be written in a third way.
  const known = rows.filter(({ hidden }) => hidden).map((place) => ({ place, root: place.id }))
  for (const { place, root } of known)
    for (const owner of place.organizations)
      for (const other of open.get(owner) ?? []) {
        if (!isSamePlace(place.spot, other.spot)) continue
        found.push({ id: other.id, beside: root })
        for (const each of other.organizations) open.get(each)?.delete(other)
        known.push({ place: other, root })
      }
  return found
}

type Place = Pick<Row, 'id' | 'organizations' | 'hidden'> & { spot: ReadSpot }

/** All places of the organizations behind the hidden ones, what is out of sight read from where it is kept. */
async function placesOfOwners(tx: Tx, hiddenIds: readonly string[]): Promise<Place[]> {
  const { rows } = await sql<Row>`with hidden as (select unnest(${sql.val(hiddenIds)}::uuid[]) as id),
    owner as (
      select l.organization_id as id from location l join hidden h using (id) where l.organization_id is not null
      union select s.organization_id from service s join service_at_location sl on sl.service_id = s.id join hidden h on h.id = sl.location_id),
    owned as (
      select l.id, o.id as organization_id from location l join owner o on o.id = l.organization_id
      union select sl.location_id, o.id from owner o join service s on s.organization_id = o.id
        join service_at_location sl on sl.service_id = s.id),
    place as (select o.id, array_agg(o.organization_id::text order by o.organization_id) as organizations,
        exists (select 1 from hidden h where h.id = o.id) as hidden from owned o group by o.id),
    written as (
      select location_id, address_1, address_2, postal_code, city from address join place p on p.id = location_id
      union all select location_id, address_1, address_2, postal_code, city from confidential_address c
        join place p on p.id = location_id where c.id <> c.location_id),
    street as (select location_id, jsonb_agg(jsonb_build_object('street',
        case when address_1 ~ '\\d' or coalesce(address_2, '') = '' then address_1 else concat_ws(', ', address_1, address_2) end,
        'postalCode', postal_code, 'city', city)) as streets
      from written where coalesce(address_1, '') <> '' or address_2 ~ '\\d' group by location_id)
    select p.id, p.organizations, p.hidden, coalesce(street.streets, '[]') as streets,
      coalesce(l.latitude, c.latitude) as lat, coalesce(l.longitude, c.longitude) as lng
    from place p join location known on known.id = p.id left join street on street.location_id = p.id
      left join location l on l.id = p.id and l.coordinates_origin is distinct from 'zip-centroid'
      left join confidential_address c on c.id = p.id and c.extra ->> 'coordinates_origin' is distinct from 'zip-centroid'
    where p.hidden or known.released_at is null
    order by p.id`.execute(tx)
  return rows.map(({ id, organizations, hidden, streets, lat, lng }) => {
    const point = lat === null || lng === null ? null : { lat, lng }
    return { id, organizations, hidden, spot: readSpot({ streets, point }) }
  })
}
