import type { Entity } from '#find/directory/feed/entities.ts'
import type { FeedRow, Place } from '#find/directory/feed/model.ts'

type Holder = { entity: Entity; id: string; at: Place }
type ListOf = { entity: Entity; column: string; more?: Record<string, unknown> }

/** Ohana keeps in lists what HSDS keeps in tables: these are the lists of a place and of a service. */
export const PLACE_LISTS: Readonly<Record<string, ListOf>> = {
  accessibility: { entity: 'accessibility', column: 'description' },
  languages: { entity: 'language', column: 'name' },
}
export const SERVICE_LISTS: Readonly<Record<string, ListOf>> = {
  languages: { entity: 'language', column: 'name' },
  required_documents: { entity: 'required_document', column: 'document' },
  service_areas: { entity: 'service_area', column: 'name' },
  funding_sources: { entity: 'funding', column: 'source' },
  keywords: { entity: 'attribute', column: 'value', more: { link_type: 'keyword' } },
  accepted_payments: { entity: 'attribute', column: 'value', more: { link_type: 'payment_accepted' } },
}

/** Takes the lists out of a record and gives a row for each of their items. */
export function takeLists(
  lists: Readonly<Record<string, ListOf>>,
  values: Record<string, unknown>,
  { entity, id, at }: Holder,
): FeedRow[] {
  const rows: FeedRow[] = []
  for (const [name, { entity: child, column, more }] of Object.entries(lists)) {
    const key = child === 'attribute' ? { link_id: id, link_entity: entity } : { [`${entity}_id`]: id }
    for (const item of itemsOf(values[name]))
      rows.push({ entity: child, id: null, values: { ...key, ...more, [column]: item }, at })
    delete values[name]
  }
  return rows
}

/** A JSON list, or a cell of items between commas; a comma inside brackets ends none. */
export function itemsOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value.map(String) : String(value ?? '').split(/,(?![^()]*\))/)
  return items.map((item) => item.trim()).filter(Boolean)
}
