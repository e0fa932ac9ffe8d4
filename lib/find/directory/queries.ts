import type { Ctx } from '#base/db/context.ts'
import { type ServiceRules, serviceRulesSchema } from '#find/eligibility/model.ts'
import { type Availability, availabilityOf } from './availability.ts'
import { type Cost, costOf } from './cost.ts'
import { deliveriesOf } from './delivery.ts'
import type { Delivery, Listing, Organization, Phone, Place, Schedule } from './model.ts'
import { type Spoken, spokenOf } from './spoken.ts'
import { loadListings } from './store/listings.ts'
import { findOrganization, findRules, findSource, listServicesOf, type ServiceLine } from './store/pages.ts'

/** One place of a service, with what holds there: its own hours and telephones, else those of the service. */
export type PlaceView = Place & { hours: Schedule[]; telephones: Phone[] }

export type ServicePage = {
  listing: Listing
  /** What the listing asks of a person; null before it was derived. */
  rules: ServiceRules | null
  places: PlaceView[]
  /** Hours and telephones of a service without a place. */
  hours: Schedule[]
  telephones: Phone[]
  delivery: Delivery[]
  spoken: Spoken
  cost: Cost
  availability: Availability
  areas: { names: string[]; codes: string[] }
  /** Days since somebody vouched for the listing, failing that since it was last changed; null when neither is known. */
  checkedDaysAgo: number | null
  others: ServiceLine[]
  sourceName: string | null
}

export type OrganizationPage = { organization: Organization; phones: Phone[]; services: ServiceLine[] }

const DAY_MS = 86_400_000

/** Everything about one service that a person needs; null when there is none, or it was withdrawn. */
export async function servicePage(ctx: Ctx, id: string): Promise<ServicePage | null> {
  const [listing] = await loadListings(ctx.db, [id])
  if (!listing) return null
  const [rules, siblings, sourceName] = await Promise.all([
    findRules(ctx.db, id),
    listServicesOf(ctx.db, listing.organization.id),
    listing.sourceKey ? findSource(ctx.db, listing.sourceKey) : null,
  ])
  return {
    listing,
    rules: rules === null ? null : (serviceRulesSchema.safeParse(rules).data ?? null),
    places: listing.places.map((place) => placeView(listing, place)),
    hours: listing.schedules,
    telephones: listing.phones,
    delivery: deliveriesAnywhere(listing),
    spoken: spokenAnywhere(listing),
    cost: costOf(listing),
    availability: availabilityOf(listing),
    areas: areasOf(listing),
    checkedDaysAgo: checkedDaysAgo(listing, ctx.now),
    others: siblings.filter((service) => service.id !== id),
    sourceName,
  }
}

/** An organization and what it offers; null when there is none, or it was withdrawn. */
export async function organizationPage(ctx: Ctx, id: string): Promise<OrganizationPage | null> {
  const found = await findOrganization(ctx.db, id)
  return found && { ...found, services: await listServicesOf(ctx.db, id) }
}

/** The most particular hours and telephones win: of the service here, of the service, of the place. */
function placeView(listing: Listing, place: Place): PlaceView {
  const first = <T>(...lists: T[][]): T[] => lists.find((list) => list.length > 0) ?? []
  return {
    ...place,
    hours: first(place.schedules, listing.schedules, place.location.schedules),
    telephones: uniqueNumbers([...place.phones, ...listing.phones, ...place.location.phones]),
  }
}

function uniqueNumbers(phones: Phone[]): Phone[] {
  const seen = new Set<string>()
  return phones.filter((phone) => {
    const key = `${phone.e164 ?? phone.number} ${phone.extension ?? ''}`
    return !seen.has(key) && seen.add(key)
  })
}

const orNone = (places: Place[]): (Place | null)[] => (places.length > 0 ? places : [null])

function deliveriesAnywhere(listing: Listing): Delivery[] {
  return [...new Set(orNone(listing.places).flatMap((place) => deliveriesOf(listing, place)))]
}

function spokenAnywhere(listing: Listing): Spoken {
  const all = orNone(listing.places).map((place) => spokenOf(listing, place))
  return {
    languages: Object.assign({}, ...all.map((one) => one.languages)),
    interpreter: all.some((one) => one.interpreter),
  }
}

function areasOf({ places, serviceAreas }: Listing): ServicePage['areas'] {
  const areas = [...serviceAreas, ...places.flatMap((place) => place.serviceAreas)]
  const names = areas.map((area) => area.name ?? area.description ?? '').filter(Boolean)
  return { names: [...new Set(names)], codes: [...new Set(areas.flatMap((area) => area.codes ?? []))] }
}

function checkedDaysAgo({ assuredDate, lastModified }: Listing, now: Date): number | null {
  const at = assuredDate ? Date.parse(`${assuredDate}T00:00:00Z`) : lastModified?.getTime()
  return at === undefined ? null : Math.max(0, Math.floor((now.getTime() - at) / DAY_MS))
}
