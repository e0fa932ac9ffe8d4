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
    locationIds: [...new Set(places.map((place) => place.location_id))],
    organizationIds: [...new Set(services.map((service) => service.organization_id))],
  }
  const shelf = await loadShelf(db, owners)
  const placesOf = by(places, 'service_id')
  const found = new Map(
    services.map((service) => [service.id, toListing(service, placesOf.get(service.id) ?? [], shelf)]),
  )
  return serviceIds.flatMap((id) => found.get(id) ?? [])
}

function loadServices(db: Database | Tx, serviceIds: string[]) {
  return db
    .selectFrom('service')
    .innerJoin('organization', 'organization.id', 'service.organization_id')
    .leftJoin('program', (join) =>
      join.onRef('program.id', '=', 'service.program_id').on('program.withdrawn_at', 'is', null),
    )
    .selectAll('service')
    .select([
      'organization.name as organization_name',
      'organization.alternate_name as organization_alternate',
    ])
    .select([
      'organization.description as organization_description',
      'organization.email as organization_email',
    ])
    .select('organization.website as organization_website')
    .select(['program.name as program_name', 'program.description as program_description'])
    .where('service.id', '=', children.among(serviceIds))
    .where('service.withdrawn_at', 'is', null)
    .where('organization.withdrawn_at', 'is', null)
    .execute()
}

function loadPlaces(db: Database | Tx, serviceIds: string[]) {
  return db
    .selectFrom('service_at_location as place')
    .innerJoin('location', 'location.id', 'place.location_id')
    .select(['place.id', 'place.service_id', 'place.location_id', 'place.description'])
    .select(['location.location_type', 'location.name', 'location.alternate_name', 'location.url'])
    .select(['location.description as location_description', 'location.transportation'])
    .select(['location.latitude', 'location.longitude', 'location.coordinates_origin', 'location.county'])
    .select(['location.timezone', 'location.confidential', 'location.held_at', 'location.released_at'])
    .where('place.service_id', '=', children.among(serviceIds))
    .where('place.withdrawn_at', 'is', null)
    .where('location.withdrawn_at', 'is', null)
    .orderBy('place.id')
    .execute()
}

type ServiceRow = Awaited<ReturnType<typeof loadServices>>[number]
type PlaceRow = Awaited<ReturnType<typeof loadPlaces>>[number]
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

async function loadShelf(db: Database | Tx, owners: children.Owners) {
  const schedules = await children.loadSchedules(db, owners)
  const areas = await children.loadServiceAreas(db, owners)
  const languages = await children.loadLanguages(db, owners)
  const phones = await children.loadPhones(db, owners)
  return {
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

function toListing(service: ServiceRow, places: PlaceRow[], shelf: Shelf): Listing {
  const { id } = service
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
    assuredDate: service.assured_date as string | null,
    lastModified: service.last_modified,
    delivery: service.delivery as Listing['delivery'],
    organization: {
      id: service.organization_id,
      name: service.organization_name,
      alternateName: service.organization_alternate,
      description: service.organization_description,
      email: service.organization_email,
      website: service.organization_website,
    },
    program:
      service.program_id && service.program_name !== null
        ? {
            id: service.program_id,
            name: service.program_name,
            description: service.program_description ?? '',
          }
        : null,
    places: places.map((place) => toPlace(place, shelf)),
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

function toPlace(place: PlaceRow, shelf: Shelf): Place {
  return {
    id: place.id,
    description: place.description,
    location: toLocation(place, shelf),
    phones: (shelf.phonesOfPlace.get(place.id) ?? []).map(row.toPhone),
    schedules: (shelf.schedulesOfPlace.get(place.id) ?? []).map(row.toSchedule),
    serviceAreas: (shelf.areasOfPlace.get(place.id) ?? []).map(row.toServiceArea),
  }
}

function toLocation(place: PlaceRow, shelf: Shelf): Location {
  const hidden = place.confidential || (place.held_at !== null && place.released_at === null)
  return {
    id: place.location_id,
    locationType: place.location_type as Location['locationType'],
    name: place.name,
    alternateName: place.alternate_name,
    description: place.location_description,
    url: place.url,
    transportation: hidden ? null : place.transportation,
    latitude: hidden ? null : place.latitude,
    longitude: hidden ? null : place.longitude,
    coordinatesOrigin: hidden ? null : (place.coordinates_origin as Location['coordinatesOrigin']),
    county: hidden ? null : place.county,
    timezone: place.timezone,
    hidden,
    addresses: hidden ? [] : (shelf.addresses.get(place.location_id) ?? []).map(row.toAddress),
    accessibility: (shelf.accessibility.get(place.location_id) ?? []).map(row.toAccessibility),
    languages: (shelf.languagesOfLocation.get(place.location_id) ?? []).map(row.toLanguage),
    schedules: (shelf.schedulesOfLocation.get(place.location_id) ?? []).map(row.toSchedule),
    phones: (shelf.phonesOfLocation.get(place.location_id) ?? []).map(row.toPhone),
  }
}
