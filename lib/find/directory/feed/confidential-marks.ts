import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { hidePlaces, type PlaceToHide } from '../commands/hide-places.ts'
import { placesBeside } from '../commands/places-beside.ts'
import {
  type ConfidentialReason,
  flaggedConfidential,
  reasonText,
  saysConfidential,
  termSaysConfidential,
  toReason,
} from '../confidential.ts'
import type { Entity } from './entities.ts'
import type { Draft } from './refine/refine.ts'

export type Mark = { entity: Entity; id: string; reason: ConfidentialReason }

/** Texts in which a record says that an address is not public. An organization's own words are about many places. */
const SAYING: Partial<Record<Entity, readonly string[]>> = {
  organization: [],
  service: ['name', 'alternate_name', 'description', 'application_process', 'alert'],
  location: ['name', 'alternate_name', 'description', 'transportation'],
  service_at_location: ['description'],
  address: ['attention', 'address_1', 'address_2', 'city'],
}
const TERMS: Partial<Record<Entity, readonly string[]>> = {
  taxonomy_term: ['name'],
  attribute: ['value', 'label', 'link_type'],
}

/** What a record says of the confidentiality of the place that it is, has or is at. */
export function markOf(entity: Entity, { values, extra }: Draft): ConfidentialReason | null {
  const terms = TERMS[entity]
  if (terms) return firstOf(terms, (column) => termSaysConfidential(wordsOf(values[column])))
  const texts = SAYING[entity]
  if (!texts) return null
  const flag = flaggedConfidential(values) ?? flaggedConfidential(extra)
  return flag ?? firstOf(texts, (column) => saysConfidential(wordsOf(values[column])))
}

const wordsOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function firstOf(
  columns: readonly string[],
  look: (column: string) => ConfidentialReason | null,
): ConfidentialReason | null {
  for (const column of columns) {
    const found = look(column)
    if (found) return found
  }
  return null
}

export type Hidable = {
  sourceKey: string
  marks: readonly Mark[]
  now: Date
  /** Whether the feed brought or lost anything: if not, what was hidden still is. */
  changed: boolean
}

/**
 * Hides the places that the feed marks, and brings those that were hidden before back out of sight after a change.
 *
 * @returns those that are newly hidden, whose listings the feed itself may not have touched
 */
export async function hideMarked(tx: Tx, { sourceKey, marks, now, changed }: Hidable): Promise<string[]> {
  const marked = await placesOf(tx, marks)
  if (!changed) return hideAgain(tx, sourceKey, marked, now)
  const known = new Set(marked.map(({ locationId }) => locationId))
  const hidden = await hidePlaces(tx, marked, { now })
  for (const held of [true, false]) {
    const before = (await hiddenBefore(tx, sourceKey, held)).filter(
      ({ locationId }) => !known.has(locationId),
    )
    hidden.push(...(await hidePlaces(tx, before, { now, held })))
  }
  return hidden
}

/** For a feed that has not changed: what this version knows to be confidential and an earlier one did not. */
async function hideAgain(
  tx: Tx,
  sourceKey: string,
  marked: readonly PlaceToHide[],
  now: Date,
): Promise<string[]> {
  const hidden = await hidePlaces(tx, await inSight(tx, marked), { now })
  for (const held of [true, false]) {
    const before = new Map(
      (await hiddenBefore(tx, sourceKey, held)).map((place) => [place.locationId, place]),
    )
    const beside = await placesBeside(tx, [...before.keys()])
    const places = beside.flatMap(({ id, beside: like }) => {
      const reason = before.get(like)?.reason
      return reason ? [{ locationId: id, reason }] : []
    })
    hidden.push(...(await hidePlaces(tx, await inSight(tx, places), { now, held })))
  }
  return hidden
}

/** Those not hidden as confidential, as after an upgrade that reads more words as a mark. */
async function inSight(tx: Tx, places: readonly PlaceToHide[]): Promise<PlaceToHide[]> {
  const ids = places.map(({ locationId }) => locationId)
  const { rows } = await sql<{ id: string }>`select id from location
    where id = any(${ids}::uuid[]) and not confidential and released_at is null`.execute(tx)
  const open = new Set(rows.map(({ id }) => id))
  return places.filter(({ locationId }) => open.has(locationId))
}

/** The places that marked records are, have or are linked to. */
async function placesOf(tx: Tx, marks: readonly Mark[]): Promise<PlaceToHide[]> {
  if (marks.length === 0) return []
  const rows = marks.map(({ entity, id, reason }) => ({ entity, id, reason: reasonText(reason) }))
  const { rows: found } = await sql<{ id: string; reason: string }>`
    with mark as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as m(entity text, id uuid, reason text)),
    linked as (
      select entity, id, reason from mark
      union select a.link_entity, a.link_id, m.reason from attribute a join mark m on m.entity = 'attribute' and m.id = a.id
      union select a.link_entity, a.link_id, m.reason from attribute a
        join mark m on m.entity = 'taxonomy_term' and m.id = a.taxonomy_term_id)
    select id, reason from linked where entity = 'location'
    union select a.location_id, m.reason from address a join linked m on m.entity = 'address' and m.id = a.id
    union select sl.location_id, m.reason from service_at_location sl join linked m on m.entity = 'service_at_location' and m.id = sl.id
    union select sl.location_id, m.reason from service_at_location sl join linked m on m.entity = 'service' and m.id = sl.service_id
    union select l.id, m.reason from location l join linked m on m.entity = 'organization' and m.id = l.organization_id
    union select sl.location_id, m.reason from service_at_location sl join service s on s.id = sl.service_id
      join linked m on m.entity = 'organization' and m.id = s.organization_id`.execute(tx)
  return found.map(({ id, reason }) => ({ locationId: id, reason: toReason(reason) }))
}

async function hiddenBefore(tx: Tx, sourceKey: string, held: boolean): Promise<PlaceToHide[]> {
  const { rows } = await sql<{
    id: string
    reason: string
  }>`select id, confidential_reason as reason from location
    where source_key = ${sourceKey} and released_at is null
      and ${held ? sql`held_at is not null and not confidential` : sql`confidential`}`.execute(tx)
  return rows.map(({ id, reason }) => ({ locationId: id, reason: toReason(reason) }))
}
