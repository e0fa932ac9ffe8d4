/**
 * What a feed may hold: one entry for each table of HSDS 3.x, parents before children, so that a walk in this order
 * never meets a key before its target. Columns carry the standard's names.
 */
export const ENTITIES = [
  'organization',
  'organization_identifier',
  'program',
  'service',
  'location',
  'service_at_location',
  'address',
  'contact',
  'phone',
  'schedule',
  'service_area',
  'language',
  'accessibility',
  'required_document',
  'cost_option',
  'funding',
  'taxonomy',
  'taxonomy_term',
  'attribute',
  'unit',
  'service_capacity',
  'url',
  'metadata',
] as const

export type Entity = (typeof ENTITIES)[number]

/** How a cell is read. `list` is a PostgreSQL text array that only Handrail itself writes. */
export type ColumnKind = 'text' | 'integer' | 'number' | 'day' | 'instant' | 'flag' | 'list'

export type EntityShape = {
  columns: Readonly<Record<string, ColumnKind>>
  /** Keys to other records. A required one that points nowhere costs the row, an optional one only itself. */
  parents: Readonly<Record<string, { of: Entity; required?: true }>>
  /** Columns without which the row says nothing. */
  required?: readonly string[]
  /**
   * Columns that only Handrail fills, by its own reading. No table of HSDS has them: what a feed writes under such a
   * name means something else and is kept beside the record.
   */
  own?: readonly string[]
  /** Records that others point at or that referrals remember: withdrawn, never deleted. */
  lasting?: true
}

const anyOf = (...of: Entity[]) => Object.fromEntries(of.map((entity) => [`${entity}_id`, { of: entity }]))
const text = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'text' as const]))

export const SHAPES: Readonly<Record<Entity, EntityShape>> = {
  organization: {
    columns: {
      ...text('name', 'alternate_name', 'description', 'email', 'website', 'legal_status', 'logo', 'uri'),
      ...text('tax_status', 'tax_id'),
      year_incorporated: 'integer',
    },
    parents: { parent_organization_id: { of: 'organization' } },
    required: ['name'],
    lasting: true,
  },
  organization_identifier: {
    columns: text('identifier_scheme', 'identifier_type', 'identifier'),
    parents: { organization_id: { of: 'organization', required: true } },
    required: ['identifier'],
  },
  program: {
    columns: text('name', 'alternate_name', 'description'),
    parents: { organization_id: { of: 'organization' } },
    required: ['name'],
    lasting: true,
  },
  service: {
    columns: {
      ...text('name', 'alternate_name', 'description', 'url', 'email', 'status', 'interpretation_services'),
      ...text('application_process', 'fees_description', 'wait_time', 'fees', 'accreditations', 'licenses'),
      ...text('eligibility_description', 'alert', 'assurer_email'),
      minimum_age: 'number',
      maximum_age: 'number',
      assured_date: 'day',
      last_modified: 'instant',
    },
    parents: { organization_id: { of: 'organization', required: true }, program_id: { of: 'program' } },
    required: ['name'],
    lasting: true,
  },
  location: {
    columns: {
      ...text('location_type', 'name', 'alternate_name', 'description', 'url', 'transportation'),
      ...text('external_identifier', 'external_identifier_type', 'coordinates_origin', 'county', 'timezone'),
      latitude: 'number',
      longitude: 'number',
    },
    parents: { organization_id: { of: 'organization' } },
    own: ['county', 'coordinates_origin'],
    lasting: true,
  },
  service_at_location: {
    columns: text('description'),
    parents: {
      service_id: { of: 'service', required: true },
      location_id: { of: 'location', required: true },
    },
    lasting: true,
  },
  address: {
    columns: {
      ...text('address_type', 'attention', 'address_1', 'address_2', 'city', 'region', 'state_province'),
      ...text('postal_code', 'country'),
    },
    parents: { location_id: { of: 'location', required: true } },
  },
  contact: {
    columns: text('name', 'title', 'department', 'email'),
    parents: anyOf('organization', 'service', 'service_at_location', 'location'),
  },
  phone: {
    columns: text('number', 'e164', 'extension', 'type', 'description'),
    parents: anyOf('organization', 'service', 'service_at_location', 'location', 'contact'),
    own: ['e164'],
    required: ['number'],
  },
  schedule: {
    columns: {
      ...text('timezone_name', 'wkst', 'freq', 'byday', 'byweekno', 'bymonthday', 'byyearday', 'opens_at'),
      ...text('closes_at', 'schedule_link', 'attending_type', 'description', 'notes'),
      valid_from: 'day',
      valid_to: 'day',
      dtstart: 'day',
      until: 'day',
      timezone: 'number',
      count: 'integer',
      interval: 'integer',
      closed: 'flag',
    },
    parents: anyOf('service', 'service_at_location', 'location'),
  },
  service_area: {
    columns: { ...text('name', 'description', 'extent', 'extent_type', 'uri'), codes: 'list' },
    parents: anyOf('service', 'service_at_location'),
    own: ['codes'],
  },
  language: {
    columns: text('name', 'code', 'note', 'spoken_by'),
    parents: anyOf('service', 'location', 'phone'),
    own: ['spoken_by'],
  },
  accessibility: {
    columns: { ...text('description', 'details', 'url'), kinds: 'list' },
    parents: anyOf('location'),
    own: ['kinds'],
  },
  required_document: {
    columns: text('document', 'uri', 'kind'),
    parents: anyOf('service'),
    own: ['kind'],
  },
  cost_option: {
    columns: {
      ...text('option', 'currency', 'amount_description'),
      valid_from: 'day',
      valid_to: 'day',
      amount: 'number',
    },
    parents: { service_id: { of: 'service', required: true } },
  },
  funding: { columns: text('source'), parents: anyOf('organization', 'service') },
  taxonomy: {
    columns: text('name', 'description', 'uri', 'version'),
    parents: {},
    required: ['name'],
    lasting: true,
  },
  taxonomy_term: {
    columns: text('code', 'name', 'description', 'taxonomy', 'language', 'term_uri'),
    parents: { taxonomy_id: { of: 'taxonomy' }, parent_id: { of: 'taxonomy_term' } },
    required: ['name'],
    lasting: true,
  },
  attribute: {
    columns: text('link_entity', 'link_type', 'value', 'label'),
    parents: { taxonomy_term_id: { of: 'taxonomy_term' } },
    required: ['link_id'],
  },
  unit: {
    columns: text('name', 'scheme', 'identifier', 'uri'),
    parents: {},
    required: ['name'],
    lasting: true,
  },
  service_capacity: {
    columns: { ...text('description'), available: 'number', maximum: 'number', updated: 'instant' },
    parents: { service_id: { of: 'service', required: true }, unit_id: { of: 'unit' } },
    required: ['available', 'updated'],
  },
  url: { columns: text('label', 'url'), parents: anyOf('organization', 'service'), required: ['url'] },
  metadata: {
    columns: {
      ...text('resource_type', 'last_action_type', 'field_name', 'previous_value', 'replacement_value'),
      ...text('updated_by'),
      last_action_date: 'day',
    },
    parents: {},
    required: ['resource_id', 'last_action_date', 'last_action_type'],
  },
}

/** Links whose target's table stands in another column: `attribute.link_id` is an id of `link_entity`. */
export const OPEN_LINKS: Partial<Record<Entity, { key: string; entity: string }>> = {
  attribute: { key: 'link_id', entity: 'link_entity' },
  metadata: { key: 'resource_id', entity: 'resource_type' },
}

export function isEntity(name: string): name is Entity {
  return (ENTITIES as readonly string[]).includes(name)
}
