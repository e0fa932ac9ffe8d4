import type { Entity } from '#find/directory/feed/entities.ts'

/**
 * How a table of a 1.1, 2.0 or 3.x package becomes records of HSDS 3.x. The names left and right are the
 * specification's, of the versions that research calls 1.1, 2.0.1 and 3.x, with the column names that two widespread
 * exporters write instead.
 */
export type Table = {
  entity: Entity
  /** Old name → 3.x name. The 3.x name wins where a row has both. */
  rename?: Readonly<Record<string, string>>
  /** What every row of this table says without saying it. */
  fixed?: Readonly<Record<string, unknown>>
  /** Said to the normaliser of the directory, not kept. */
  extra?: Readonly<Record<string, unknown>>
  /** Cells that list ids of other records: each becomes a link of its own. */
  implies?: Readonly<Record<string, 'location' | 'taxonomy_term'>>
  /** Its rows are numbered apart from those of another table of the same entity. */
  idSpace?: string
  /** Joined into the first, for 3.x has fewer columns. */
  join?: Readonly<Record<string, readonly string[]>>
}

const ORGANIZATION: Table = {
  entity: 'organization',
  rename: { organization_recordid: 'id', organization_name: 'name', url: 'website' },
}

const SERVICE: Table = {
  entity: 'service',
  rename: {
    service_recordid: 'id',
    service_name: 'name',
    service_alternate_name: 'alternate_name',
    service_organization: 'organization_id',
    service_description: 'description',
    service_url: 'url',
    service_email: 'email',
    service_status: 'status',
    service_program: 'program_id',
    service_application_process: 'application_process',
    service_wait_time: 'wait_time',
    service_fees: 'fees_description',
    service_accreditations: 'accreditations',
    service_licenses: 'licenses',
    accrediations: 'accreditations',
    fees: 'fees_description',
    eligibility: 'eligibility_description',
  },
  implies: {
    service_locations: 'location',
    service_taxonomy: 'taxonomy_term',
    taxonomy_ids: 'taxonomy_term',
  },
}

const TAXONOMY_TERM: Table = {
  entity: 'taxonomy_term',
  rename: {
    taxonomy_recordid: 'id',
    term: 'name',
    taxonomy_name: 'name',
    vocabulary: 'taxonomy',
    taxonomy_vocabulary: 'taxonomy',
    taxonomy_parent_name: 'parent_id',
    taxonomy_x_description: 'description',
  },
}

const ADDRESS: Table = { entity: 'address', join: { address_2: ['address_3', 'address_4'] } }
const SCHEDULE: Table = {
  entity: 'schedule',
  rename: { schedule_recordid: 'id', original_text: 'description', schedule_closed: 'closed' },
}
const ACCESSIBILITY: Table = { entity: 'accessibility', rename: { accessibility: 'description' } }
const SERVICE_TERM: Table = {
  entity: 'attribute',
  rename: {
    service_id: 'link_id',
    taxonomy_recordid: 'taxonomy_term_id',
    taxonomy_id: 'taxonomy_term_id',
    taxonomy_detail: 'label',
  },
  fixed: { link_entity: 'service' },
}

/** By file name without `.csv`. */
export const TABLES: Readonly<Record<string, Table>> = {
  organizations: ORGANIZATION,
  organization: ORGANIZATION,
  programs: { entity: 'program' },
  program: { entity: 'program' },
  services: SERVICE,
  service: SERVICE,
  locations: { entity: 'location' },
  location: { entity: 'location' },
  services_at_location: { entity: 'service_at_location' },
  service_at_location: { entity: 'service_at_location' },
  service_at_locations: { entity: 'service_at_location' },
  addresses: ADDRESS,
  address: ADDRESS,
  physical_addresses: { ...ADDRESS, fixed: { address_type: 'physical' } },
  postal_addresses: { ...ADDRESS, idSpace: 'postal', fixed: { address_type: 'postal' } },
  mail_addresses: { ...ADDRESS, idSpace: 'postal', fixed: { address_type: 'postal' } },
  contacts: { entity: 'contact' },
  contact: { entity: 'contact' },
  phones: { entity: 'phone', rename: { number_type: 'type' } },
  phone: { entity: 'phone' },
  schedules: SCHEDULE,
  schedule: SCHEDULE,
  regular_schedules: SCHEDULE,
  holiday_schedules: {
    ...SCHEDULE,
    idSpace: 'holiday',
    extra: { holiday: true },
    rename: { start_date: 'valid_from', end_date: 'valid_to' },
  },
  service_areas: { entity: 'service_area', rename: { service_area: 'name' } },
  service_area: { entity: 'service_area' },
  languages: { entity: 'language', rename: { language: 'name' } },
  language: { entity: 'language' },
  accessibility: ACCESSIBILITY,
  accessibility_for_disabilities: ACCESSIBILITY,
  required_documents: { entity: 'required_document' },
  required_document: { entity: 'required_document' },
  cost_options: { entity: 'cost_option' },
  cost_option: { entity: 'cost_option' },
  payments_accepted: {
    idSpace: 'payment',
    entity: 'attribute',
    rename: { service_id: 'link_id', payment: 'value' },
    fixed: { link_entity: 'service', link_type: 'payment_accepted' },
  },
  funding: { entity: 'funding' },
  fundings: { entity: 'funding' },
  organization_identifiers: { entity: 'organization_identifier' },
  organization_identifier: { entity: 'organization_identifier' },
  taxonomies: { entity: 'taxonomy' },
  taxonomy: TAXONOMY_TERM,
  taxonomy_types: {
    entity: 'taxonomy',
    rename: { taxonomy_type_recordid: 'id', reference_url: 'uri', notes: 'description' },
  },
  taxonomy_terms: TAXONOMY_TERM,
  taxonomy_term: TAXONOMY_TERM,
  attributes: { entity: 'attribute' },
  attribute: { entity: 'attribute' },
  services_taxonomy: SERVICE_TERM,
  service_taxonomy: SERVICE_TERM,
  service_attributes: SERVICE_TERM,
  other_attributes: { entity: 'attribute', rename: { link_type: 'link_entity' } },
  units: { entity: 'unit' },
  unit: { entity: 'unit' },
  service_capacities: { entity: 'service_capacity' },
  service_capacity: { entity: 'service_capacity' },
  urls: { entity: 'url' },
  url: { entity: 'url' },
  metadata: { entity: 'metadata' },
}

/** Tables about the package and not about a listing, or that only repeat a link another one holds. */
export const NOT_LISTINGS = new Set([
  'meta_table_descriptions',
  'meta_table_description',
  'taxonomy_terms_types',
])
