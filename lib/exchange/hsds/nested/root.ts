import type { Entity } from '#find/directory/feed/entities.ts'
import { TABLES } from '../tables/tables.ts'

/** What kind of record a document is: by the list it stood in, the file's name, else by properties only one has. */
export function rootEntity(
  record: Record<string, unknown>,
  fileName: string,
  under: string | null,
): Entity | null {
  const listed = under === null ? undefined : TABLES[under.replace(/\.csv$/i, '')]?.entity
  if (listed) return listed
  if ('openapi_url' in record) return null
  return byProperties(record) ?? byFileName(fileName)
}

/** The most telling first: a service has an organization, an organization has no status. */
const SIGNS: readonly [Entity, (has: (...names: string[]) => boolean) => boolean][] = [
  ['service_at_location', (has) => has('service', 'location') || has('service_id', 'location_id')],
  ['service', (has) => has('status') || has('service_at_locations') || has('eligibility_description')],
  ['location', (has) => has('location_type') || has('latitude') || has('addresses')],
  ['taxonomy_term', (has) => has('term_uri') || has('taxonomy_id') || has('parent_id')],
  [
    'organization',
    (has) =>
      has('services') ||
      has('locations') ||
      has('website') ||
      has('organization_identifiers') ||
      has('legal_status'),
  ],
  ['taxonomy', (has) => has('name', 'uri') || has('name', 'version')],
  ['service', (has) => has('name', 'organization_id') || has('name', 'organization')],
]

function byProperties(record: Record<string, unknown>): Entity | null {
  const has = (...names: string[]) => names.every((name) => name in record)
  return SIGNS.find(([, fits]) => fits(has))?.[0] ?? null
}

function byFileName(name: string): Entity | null {
  const base = (name.split('/').at(-1) ?? '').replace(/\.\w+$/, '').replace(/_(full|list)$/, '')
  return TABLES[base]?.entity ?? null
}
