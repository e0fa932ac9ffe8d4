import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Database, Tx } from '#base/db/context.ts'
import type { DB } from '#base/db/schema.ts'

/** The ids of everything that children may hang on, for one batch of services. */
export type Owners = {
  serviceIds: string[]
  placeIds: string[]
  locationIds: string[]
  organizationIds: string[]
  programIds: string[]
}

/** `= any($1)` sends one parameter whatever the number of ids, so the statement stays the same and prepared. */
export function among(ids: string[]) {
  return sql<string>`any(${ids}::uuid[])`
}

type Child = 'schedule' | 'service_area' | 'language' | 'phone' | 'contact'

function ownedBy<T extends Child>(
  eb: ExpressionBuilder<DB, T>,
  pairs: readonly (readonly [column: string, ids: string[]])[],
) {
  const live = sql<SqlBool>`${sql.ref('withdrawn_at')} is null`
  return eb.and([live, eb.or(pairs.map(([column, ids]) => sql<SqlBool>`${sql.ref(column)} = ${among(ids)}`))])
}

export function loadOrganizations(db: Database | Tx, { organizationIds }: Owners) {
  return db
    .selectFrom('organization')
    .select(['id', 'name', 'alternate_name', 'description', 'email', 'website'])
    .where('id', '=', among(organizationIds))
    .where('withdrawn_at', 'is', null)
    .execute()
}

export function loadPrograms(db: Database | Tx, { programIds }: Owners) {
  return db
    .selectFrom('program')
    .select(['id', 'name', 'description'])
    .where('id', '=', among(programIds))
    .where('withdrawn_at', 'is', null)
    .execute()
}

export function loadLocations(db: Database | Tx, { locationIds }: Owners) {
  return db
    .selectFrom('location')
    .select(['id', 'location_type', 'name', 'alternate_name', 'description', 'url', 'transportation'])
    .select(['latitude', 'longitude', 'coordinates_origin', 'county', 'timezone'])
    .select(['confidential', 'held_at', 'released_at'])
    .where('id', '=', among(locationIds))
    .where('withdrawn_at', 'is', null)
    .execute()
}

export function loadAddresses(db: Database | Tx, { locationIds }: Owners) {
  return db
    .selectFrom('address')
    .select(['id', 'location_id', 'address_type', 'attention', 'address_1', 'address_2', 'city', 'region'])
    .select(['state_province', 'postal_code', 'country'])
    .where('location_id', '=', among(locationIds))
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

export function loadAccessibility(db: Database | Tx, { locationIds }: Owners) {
  return db
    .selectFrom('accessibility')
    .select(['id', 'location_id', 'description', 'details', 'url', 'kinds'])
    .where('location_id', '=', among(locationIds))
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

export function loadSchedules(db: Database | Tx, { serviceIds, placeIds, locationIds }: Owners) {
  return db
    .selectFrom('schedule')
    .select([
      'id',
      'service_id',
      'service_at_location_id',
      'location_id',
      'valid_from',
      'valid_to',
      'dtstart',
    ])
    .select(['until', 'timezone', 'timezone_name', 'count', 'wkst', 'freq', 'interval', 'byday', 'byweekno'])
    .select(['bymonthday', 'byyearday', 'opens_at', 'closes_at', 'closed', 'schedule_link', 'attending_type'])
    .select(['description', 'notes'])
    .where((eb) =>
      ownedBy(eb, [
        ['service_id', serviceIds],
        ['service_at_location_id', placeIds],
        ['location_id', locationIds],
      ]),
    )
    .orderBy('id')
    .execute()
}

export function loadServiceAreas(db: Database | Tx, { serviceIds, placeIds }: Owners) {
  return db
    .selectFrom('service_area')
    .select(['id', 'service_id', 'service_at_location_id', 'name', 'description', 'extent', 'extent_type'])
    .select('codes')
    .where((eb) =>
      ownedBy(eb, [
        ['service_id', serviceIds],
        ['service_at_location_id', placeIds],
      ]),
    )
    .orderBy('id')
    .execute()
}

export function loadLanguages(db: Database | Tx, { serviceIds, locationIds }: Owners) {
  return db
    .selectFrom('language')
    .select(['id', 'service_id', 'location_id', 'name', 'code', 'note', 'spoken_by'])
    .where((eb) =>
      ownedBy(eb, [
        ['service_id', serviceIds],
        ['location_id', locationIds],
      ]),
    )
    .orderBy('id')
    .execute()
}

export function loadPhones(db: Database | Tx, owners: Owners) {
  return db
    .selectFrom('phone')
    .select(['id', 'service_id', 'service_at_location_id', 'location_id', 'organization_id'])
    .select(['number', 'e164', 'extension', 'type', 'description'])
    .where((eb) =>
      ownedBy(eb, [
        ['service_id', owners.serviceIds],
        ['service_at_location_id', owners.placeIds],
        ['location_id', owners.locationIds],
        ['organization_id', owners.organizationIds],
      ]),
    )
    .orderBy('id')
    .execute()
}

export function loadContacts(db: Database | Tx, { serviceIds, placeIds }: Owners) {
  return db
    .selectFrom('contact')
    .select(['id', 'service_id', 'service_at_location_id', 'name', 'title', 'department', 'email'])
    .where((eb) =>
      ownedBy(eb, [
        ['service_id', serviceIds],
        ['service_at_location_id', placeIds],
      ]),
    )
    .orderBy('id')
    .execute()
}

export function loadRequiredDocuments(db: Database | Tx, { serviceIds }: Owners) {
  return db
    .selectFrom('required_document')
    .select(['id', 'service_id', 'document', 'uri', 'kind'])
    .where('service_id', '=', among(serviceIds))
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

export function loadCostOptions(db: Database | Tx, { serviceIds }: Owners) {
  return db
    .selectFrom('cost_option')
    .select(['id', 'service_id', 'valid_from', 'valid_to', 'option', 'currency', 'amount'])
    .select('amount_description')
    .where('service_id', '=', among(serviceIds))
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** Terms by the attribute table, whether the term itself is in the feed or only the attribute's label is. */
export function loadTerms(db: Database | Tx, { serviceIds }: Owners) {
  return db
    .selectFrom('attribute')
    .leftJoin('taxonomy_term', 'taxonomy_term.id', 'attribute.taxonomy_term_id')
    .leftJoin('taxonomy', 'taxonomy.id', 'taxonomy_term.taxonomy_id')
    .select(['attribute.link_id as service_id', 'attribute.label', 'attribute.value', 'taxonomy_term.code'])
    .select([
      'taxonomy_term.name',
      'taxonomy_term.description',
      (eb) => eb.fn.coalesce('taxonomy.name', 'taxonomy_term.taxonomy').as('taxonomy'),
    ])
    .where('attribute.link_id', '=', among(serviceIds))
    .where('attribute.withdrawn_at', 'is', null)
    .orderBy('attribute.id')
    .execute()
}

export function loadCapacities(db: Database | Tx, { serviceIds }: Owners) {
  return db
    .selectFrom('service_capacity')
    .leftJoin('unit', 'unit.id', 'service_capacity.unit_id')
    .select(['service_capacity.id', 'service_id', 'unit.name as unit', 'available', 'maximum'])
    .select(['service_capacity.description', 'updated'])
    .where('service_id', '=', among(serviceIds))
    .where('service_capacity.withdrawn_at', 'is', null)
    .orderBy('service_capacity.id')
    .execute()
}

export function loadUrls(db: Database | Tx, { serviceIds }: Owners) {
  return db
    .selectFrom('url')
    .select(['id', 'service_id', 'label', 'url'])
    .where('service_id', '=', among(serviceIds))
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

export function loadNeeds(db: Database | Tx, { serviceIds }: Owners) {
  return db
    .selectFrom('service_need')
    .select(['service_id', 'need_id', 'certainty', 'origin', 'evidence'])
    .where('service_id', '=', among(serviceIds))
    .orderBy('certainty', 'desc')
    .orderBy('need_id')
    .execute()
}
