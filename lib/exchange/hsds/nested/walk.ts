import { createHash } from 'node:crypto'
import { type Entity, OPEN_LINKS, SHAPES } from '#find/directory/feed/entities.ts'
import type { FeedRow, Place } from '#find/directory/feed/model.ts'
import { entityName } from '../tables/convert.ts'
import { isRecord } from './json-file.ts'

/** Properties of nested HSDS 3.x that hold other records. Singular and misspelt forms are what feeds write. */
const CHILDREN: Readonly<Record<string, Entity>> = {
  organization: 'organization',
  organizations: 'organization',
  organization_identifier: 'organization_identifier',
  organization_identifiers: 'organization_identifier',
  program: 'program',
  programs: 'program',
  service: 'service',
  services: 'service',
  location: 'location',
  locations: 'location',
  service_at_location: 'service_at_location',
  service_at_locations: 'service_at_location',
  address: 'address',
  addresses: 'address',
  addresss: 'address',
  contact: 'contact',
  contacts: 'contact',
  phone: 'phone',
  phones: 'phone',
  schedule: 'schedule',
  schedules: 'schedule',
  regular_schedule: 'schedule',
  service_area: 'service_area',
  service_areas: 'service_area',
  language: 'language',
  languages: 'language',
  accessibility: 'accessibility',
  required_documents: 'required_document',
  cost_options: 'cost_option',
  funding: 'funding',
  fundings: 'funding',
  attribute: 'attribute',
  attributes: 'attribute',
  taxonomy_term: 'taxonomy_term',
  taxonomy_detail: 'taxonomy',
  taxonomy: 'taxonomy',
  capacities: 'service_capacity',
  service_capacities: 'service_capacity',
  unit: 'unit',
  additional_urls: 'url',
  additional_websites: 'url',
  metadata: 'metadata',
}

/** The kind of record that a property of a nested document holds. */
export function childEntity(property: string): Entity | undefined {
  return CHILDREN[property]
}

/** Old names of single properties. */
const RENAMED: Partial<Record<Entity, Record<string, string>>> = {
  organization: { url: 'website' },
  language: { language: 'name' },
  service_area: { service_area: 'name' },
  accessibility: { accessibility: 'description' },
  taxonomy_term: { term: 'name' },
}

type Parent = { entity: Entity; id: string }

export type WalkOptions = {
  at: Place
  /** Put before every id: for documents whose ids mean something only inside them. */
  scope?: string
}

/** A nested document as flat records, keys filled in from where each one stood. */
export function walk(entity: Entity, record: Record<string, unknown>, options: WalkOptions): FeedRow[] {
  const rows: FeedRow[] = []
  visit({ entity, record, parent: null, options, rows })
  return rows
}

type Visit = {
  entity: Entity
  record: Record<string, unknown>
  parent: Parent | null
  options: WalkOptions
  rows: FeedRow[]
}

/** @returns the id that others may point at */
function visit({ entity, record, parent, options, rows }: Visit): string {
  const own = record.id === null || record.id === undefined || record.id === '' ? null : String(record.id)
  const id = scoped(options, own ?? contentId(entity, record, parent))
  const values: Record<string, unknown> = {}
  const nested: [Entity, Record<string, unknown>, string][] = []
  for (const [name, value] of Object.entries(record)) {
    if (name === 'id') continue
    const child = CHILDREN[name]
    const records = child ? recordsOf(value) : []
    if (child && records.length > 0) for (const one of records) nested.push([child, one, name])
    else if (!(child && isHollow(value))) {
      const renamed = RENAMED[entity]?.[name]
      // A value under both names: the 3.x name wins, and what the old one says besides is not lost.
      if (renamed === undefined || isHollow(record[renamed] ?? null)) values[renamed ?? name] = value
      else if (record[renamed] !== value) values[name] = value
    }
  }
  scopeKeys(entity, values, options)
  if (parent) linkToParent(entity, values, parent)
  const row: FeedRow = {
    entity,
    id,
    values,
    at: options.at,
    ...(own === null ? { ownId: false as const } : {}),
  }
  rows.push(row)
  for (const [child, one, name] of nested) visitChild({ entity, id, values, options, rows }, child, one, name)
  return id
}

type Holder = {
  entity: Entity
  id: string
  values: Record<string, unknown>
  options: WalkOptions
  rows: FeedRow[]
}

/** Some children are what their holder points at (a service's organization); the rest point at their holder. */
function visitChild(holder: Holder, child: Entity, record: Record<string, unknown>, name: string): void {
  const { entity, id, values, options, rows } = holder
  const key = `${child}_id`
  if (POINTED_AT[child]?.includes(entity) && !name.endsWith('s')) {
    values[key] = visit({ entity: child, record, parent: null, options, rows })
    return
  }
  const linked = visit({ entity: child, record, parent: { entity, id }, options, rows })
  if (entity === 'location' && child === 'service')
    rows.push({
      entity: 'service_at_location',
      id: null,
      values: { service_id: linked, location_id: id },
      at: options.at,
      implied: true,
    })
}

/** Child → holders that hold its key. */
const POINTED_AT: Partial<Record<Entity, readonly Entity[]>> = {
  organization: ['service', 'location', 'program'],
  program: ['service'],
  service: ['service_at_location'],
  location: ['service_at_location'],
  taxonomy_term: ['attribute'],
  taxonomy: ['taxonomy_term'],
  unit: ['service_capacity'],
}

function linkToParent(entity: Entity, values: Record<string, unknown>, parent: Parent): void {
  const link = OPEN_LINKS[entity]
  if (link) {
    values[link.key] ||= parent.id
    // The document says where it stands better than a feed's own word for the table.
    if (values[link.key] === parent.id) values[link.entity] = parent.entity
    else values[link.entity] = entityName(values[link.entity])
    return
  }
  const key = `${parent.entity}_id`
  if (key in SHAPES[entity].parents) values[key] ||= parent.id
}

function scopeKeys(entity: Entity, values: Record<string, unknown>, options: WalkOptions): void {
  if (options.scope === undefined) return
  const link = OPEN_LINKS[entity]
  for (const key of [...Object.keys(SHAPES[entity].parents), ...(link ? [link.key] : [])])
    if (values[key]) values[key] = scoped(options, String(values[key]))
}

const scoped = ({ scope }: WalkOptions, id: string): string => (scope === undefined ? id : `${scope}#${id}`)

/** The same record in the same place gets the same id again. */
function contentId(entity: Entity, record: Record<string, unknown>, parent: Parent | null): string {
  const content = `${parent?.entity} ${parent?.id} ${entity} ${JSON.stringify(record)}`
  return `~${createHash('sha1').update(content).digest('hex').slice(0, 20)}`
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  if (isRecord(value)) return Object.keys(value).length > 0 ? [value] : []
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isHollow(value: unknown): boolean {
  return (
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (isRecord(value) && Object.keys(value).length === 0)
  )
}
