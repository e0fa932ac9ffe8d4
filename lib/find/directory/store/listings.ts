import type { Database, Tx } from '#base/db/context.ts'
import type { Listing, Location, Place, ServiceStatus } from '../model.ts'
import * as children from './children.ts'
import * as row from './rows.ts'

/**
 * The listings of these services with all children, in the order of `serviceIds`. What is withdrawn is left out.
 * A dozen queries whatever the number of services: give it up to some 2,000 at a time.
 */
export async function loadListings(db: Database | Tx, serviceIds: string[]): Promise<Listing[]> {
  if (serviceIds.length === 0) return []
  const [services, places] = [await loadServices(db, serviceIds), await loadPlaces(db, serviceIds)]
  const owners: children.Owners = {
    serviceIds,
    placeIds: places.map((place) => place.id),
    locationIds: unique(places.map((place) => place.location_id)),
    organizationIds: unique(services.map((service) => service.organization_id)),
    programIds: unique(services.flatMap((service) => service.program_id ?? [])),
  }
  const shelf = await loadShelf(db, owners)
  const placesOf = by(places, 'service_id')
  const found = new Map<string, Listing>()
  for (const service of services) {
    const organization = shelf.organizations.get(service.organization_id)
    if (organization)
      found.set(
        service.id,
        toListing({ service, organization, places: placesOf.get(service.id) ?? [] }, shelf),
      )
  }
  return serviceIds.flatMap((id) => found.get(id) ?? [])
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)]
}

/**
 * What a service belongs to is loaded by its own keys rather than joined: in the transaction of an import the planner
 * knows nothing yet of the tables, and joined the first to the second row by row.
 */
function loadServices(db: Database | Tx, serviceIds: string[]) {
  return db
    .selectFrom('service')
    .select(['id', 'source_key', 'original_id', 'organization_id', 'program_id', 'name', 'alternate_name'])
    .select(['description', 'url', 'email', 'status', 'interpretation_services', 'application_process'])
    .select(['fees_description', 'wait_time', 'fees', 'accreditations', 'licenses', 'alert', 'assured_date'])
    .select('said_full_at')
    .select(['eligibility_description', 'minimum_age', 'maximum_age', 'last_modified', 'delivery'])
    .where('id', '=', children.among(serviceIds))
    .where('withdrawn_at', 'is', null)
    .execute()
}

function loadPlaces(db: Database | Tx, serviceIds: string[]) {
  return db
    .selectFrom('service_at_location')
    .select(['id', 'service_id', 'location_id', 'description'])
    .where('service_id', '=', children.among(serviceIds))
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

type ServiceRow = Awaited<ReturnType<typeof loadServices>>[number]
type PlaceRow = Awaited<ReturnType<typeof loadPlaces>>[number]
type OrganizationRow = Awaited<ReturnType<typeof children.loadOrganizations>>[number]
type LocationRow = Awaited<ReturnType<typeof children.loadLocations>>[number]
type Shelf = Awaited<ReturnType<typeof loadShelf>>

/** Groups rows by one of their owners; rows of other owners stay out. */
function by<R, K extends keyof R>(rows: R[], key: K): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const item of rows) {
    const owner = item[key]
    if (typeof owner !== 'string') continue
    const group = groups.get(owner)
    if (group) group.push(item)
    else groups.set(owner, [item])
  }
  return groups
}

function byId<R extends { id: string }>(rows: R[]): Map<string, R> {
  return new Map(rows.map((item) => [item.id, item]))
}

async function loadShelf(db: Database | Tx, owners: children.Owners) {
  const schedules = await children.loadSchedules(db, owners)
  const areas = await children.loadServiceAreas(db, owners)
  const languages = await children.loadLanguages(db, owners)
  const phones = await children.loadPhones(db, owners)
  return {
    organizations: byId(await children.loadOrganizations(db, owners)),
    programs: byId(await children.loadPrograms(db, owners)),
    locations: byId(await children.loadLocations(db, owners)),
    addresses: by(await children.loadAddresses(db, owners), 'location_id'),
    accessibility: by(await children.loadAccessibility(db, owners), 'location_id'),
    schedulesOfService: by(schedules, 'service_id'),
    schedulesOfPlace: by(schedules, 'service_at_location_id'),
    schedulesOfLocation: by(schedules, 'location_id'),
    areasOfService: by(areas, 'service_id'),
    areasOfPlace: by(areas, 'service_at_location_id'),
    languagesOfService: by(languages, 'service_id'),
    languagesOfLocation: by(languages, 'location_id'),
    phonesOfService: by(phones, 'service_id'),
    phonesOfPlace: by(phones, 'service_at_location_id'),
    phonesOfLocation: by(phones, 'location_id'),
    phonesOfOrganization: by(phones, 'organization_id'),
    contacts: by(await children.loadContacts(db, owners), 'service_id'),
    documents: by(await children.loadRequiredDocuments(db, owners), 'service_id'),
    costs: by(await children.loadCostOptions(db, owners), 'service_id'),
    terms: by(await children.loadTerms(db, owners), 'service_id'),
    capacities: by(await children.loadCapacities(db, owners), 'service_id'),
    urls: by(await children.loadUrls(db, owners), 'service_id'),
    needs: by(await children.loadNeeds(db, owners), 'service_id'),
  }
}

type Found = { service: ServiceRow; organization: OrganizationRow; places: PlaceRow[] }

function toListing({ service, organization, places }: Found, shelf: Shelf): Listing {
  const { id } = service
  const program = service.program_id === null ? undefined : shelf.programs.get(service.program_id)
  const own = (shelf.phonesOfService.get(id) ?? []).map(row.toPhone)
  return {
    id,
    sourceKey: service.source_key,
    originalId: service.original_id,
    name: service.name,
    alternateName: service.alternate_name,
    description: service.description,
    url: service.url,
    email: service.email,
    status: service.status as ServiceStatus,
    interpretationServices: service.interpretation_services,
    applicationProcess: service.application_process,
    feesDescription: service.fees_description,
    waitTime: service.wait_time,
    fees: service.fees,
    accreditations: service.accreditations,
    licenses: service.licenses,
    eligibilityDescription: service.eligibility_description,
    minimumAge: row.number(service.minimum_age),
    maximumAge: row.number(service.maximum_age),
    alert: service.alert,
    saidFullAt: service.said_full_at,
    assuredDate: service.assured_date as string | null,
    lastModified: service.last_modified,
    delivery: service.delivery as Listing['delivery'],
    organization: {
      id: organization.id,
      name: organization.name,
      alternateName: organization.alternate_name,
      description: organization.description,
      email: organization.email,
      website: organization.website,
    },
    program: program ? { id: program.id, name: program.name, description: program.description } : null,
    places: places.flatMap((place) => {
      const location = shelf.locations.get(place.location_id)
      return location ? [toPlace(place, location, shelf)] : []
    }),
    // The organization's telephone stands in where the service has none of its own.
    phones:
      own.length > 0 ? own : (shelf.phonesOfOrganization.get(service.organization_id) ?? []).map(row.toPhone),
    contacts: (shelf.contacts.get(id) ?? []).map(row.toContact),
    schedules: (shelf.schedulesOfService.get(id) ?? []).map(row.toSchedule),
    serviceAreas: (shelf.areasOfService.get(id) ?? []).map(row.toServiceArea),
    languages: (shelf.languagesOfService.get(id) ?? []).map(row.toLanguage),
    requiredDocuments: (shelf.documents.get(id) ?? []).map(row.toRequiredDocument),
    costOptions: (shelf.costs.get(id) ?? []).map(row.toCostOption),
    terms: (shelf.terms.get(id) ?? []).flatMap(row.toTerm),
    capacities: (shelf.capacities.get(id) ?? []).map(row.toCapacity),
    urls: (shelf.urls.get(id) ?? []).map(({ id: urlId, label, url }) => ({ id: urlId, label, url })),
    needs: (shelf.needs.get(id) ?? []).map(row.toNeed),
  }
}

function toPlace(place: PlaceRow, location: LocationRow, shelf: Shelf): Place {
  return {
    id: place.id,
    description: place.description,
    location: toLocation(location, shelf),
    phones: (shelf.phonesOfPlace.get(place.id) ?? []).map(row.toPhone),
    schedules: (shelf.schedulesOfPlace.get(place.id) ?? []).map(row.toSchedule),
    serviceAreas: (shelf.areasOfPlace.get(place.id) ?? []).map(row.toServiceArea),
  }
}

function toLocation(location: LocationRow, shelf: Shelf): Location {
  const { id } = location
  const hidden = location.confidential || (location.held_at !== null && location.released_at === null)
  return {
    id,
    locationType: location.location_type as Location['locationType'],
    name: location.name,
    alternateName: location.alternate_name,
    description: location.description,
    url: location.url,
    transportation: hidden ? null : location.transportation,
    latitude: hidden ? null : location.latitude,
    longitude: hidden ? null : location.longitude,
    coordinatesOrigin: hidden ? null : (location.coordinates_origin as Location['coordinatesOrigin']),
    county: hidden ? null : location.county,
    timezone: location.timezone,
    hidden,
    addresses: hidden ? [] : (shelf.addresses.get(id) ?? []).map(row.toAddress),
    accessibility: (shelf.accessibility.get(id) ?? []).map(row.toAccessibility),
    languages: (shelf.languagesOfLocation.get(id) ?? []).map(row.toLanguage),
    schedules: (shelf.schedulesOfLocation.get(id) ?? []).map(row.toSchedule),
    phones: (shelf.phonesOfLocation.get(id) ?? []).map(row.toPhone),
  }
}
