import { hash } from 'node:crypto'
import { audiencesOf } from '#find/eligibility/audiences.ts'
import type { ServiceRules } from '#find/eligibility/model.ts'
import { type Availability, availabilityOf } from './availability.ts'
import { type CardHours, hoursOf } from './card-hours.ts'
import { type Cost, costOf } from './cost.ts'
import { deliveriesOf } from './delivery.ts'
import type { Delivery, Listing, Phone, Place, ServiceArea, ServiceNeed } from './model.ts'
import { qualityOf } from './quality.ts'
import { sameAs } from './same-as.ts'
import { type Spoken, spokenOf } from './spoken.ts'
import { type Welcomes, welcomesOf } from './welcomes.ts'

/** What ranking needs of one service at one location. Read for every candidate, so it stays small. */
export type CardFacts = {
  /** Of the service at the location; the service's own where it has no place. */
  id: string
  serviceId: string
  sourceKey: string | null
  /** Organization and name, folded: the same in two feeds is the same service twice. */
  sameAs: string
  status: 'active' | 'temporarily closed'
  /** Need id → how certain it is, 0 to 1. */
  needs: Record<string, number>
  /** Those of the needs that neither its name nor the first words of its description speak of; left out when none. */
  asides?: string[]
  /** Whom its name and first words speak of (data/eligibility/audiences.json); left out when of nobody. */
  audiences?: string[]
  /** Area codes, and whether the listing also names areas that no code was found for. */
  areas: { codes: string[]; unresolved: boolean }
  /** Degrees, WGS 84; null without a place, without a trusted point, and for a hidden place. */
  point: { lat: number; lng: number } | null
  /** The address is confidential, or held until a steward releases it. */
  hidden: boolean
  /** Empty: not known. */
  delivery: Delivery[]
  spoken: Spoken
  access: string[]
  welcomes: Welcomes
  availability: Availability
  hours: CardHours
  /** YYYY-MM-DD: vouched for; failing that, last changed. */
  confirmedOn: string | null
  rules: ServiceRules
  /** What earlier referrals here came to, over all needs; null when there were none. */
  response: ResponseRecord | null
}

/** What a result shows; read for the results of one page only. */
export type CardDisplay = {
  service: { id: string; name: string; sourceId: string | null; sourceKey: string | null }
  organization: { id: string; name: string }
  location: CardLocation | null
  /** First sentences of the description, at most 240 characters. */
  summary: string
  phone: Pick<Phone, 'number' | 'e164' | 'extension'> | null
  url: string | null
  /** Service areas as the listing names them. */
  areaNames: string[]
  cost: Cost
}

/** Stands in a list that is filtered by where the listing does not say: what is not known passes a filter. */
export const UNKNOWN = 'unknown'

/** The areas and ways of reaching people that candidates are filtered by, in the index and in the database alike. */
export function filtersOf({ areas, delivery }: CardFacts): { areas: string[]; delivery: string[] } {
  const open = areas.codes.length === 0 || areas.unresolved
  return {
    areas: open ? [...areas.codes, UNKNOWN] : areas.codes,
    delivery: delivery.length > 0 ? delivery : [UNKNOWN],
  }
}

/** Whether help reaches a person without a trip that could be measured. */
export function isRemote({ point, delivery }: Pick<CardFacts, 'point' | 'delivery'>): boolean {
  return point === null || delivery.some((way) => way !== 'in-person')
}

export type ResponseRecord = {
  referrals: number
  answered: number
  /** Summed over the answered, in business hours. */
  answerHours: number
  accepted: number
  closed: number
  needMet: number
}

export type CardLocation = {
  id: string
  name: string | null
  address: string | null
  city: string | null
  state: string | null
  postalCode: string | null
  /** The point is the middle of the ZIP code's area. */
  approximate: boolean
}

export type Card = {
  facts: CardFacts
  display: CardDisplay
  /** The static worth of the listing, see quality.ts. */
  quality: number
  /** Digest of all the above. */
  version: string
  /** Facts and display as JSON, made once for digest and store. */
  json: { facts: string; display: string }
}

/** One card for each place of the service, or one without a place. None for what is not offered. */
export function cardsOf(
  listing: Listing,
  needs: ServiceNeed[],
  rules: ServiceRules,
  response: ResponseRecord | null,
): Card[] {
  if (listing.status === 'inactive' || listing.status === 'defunct') return []
  const places = listing.places.length > 0 ? listing.places : [null]
  return places.map((place) => {
    const facts = { ...factsOf(listing, place, needs, rules), response }
    const display = displayOf(listing, place)
    const quality = qualityOf(facts, display)
    const json = { facts: JSON.stringify(facts), display: JSON.stringify(display) }
    const version = hash(
      'sha1',
      `{"facts":${json.facts},"display":${json.display},"quality":${quality}}`,
      'base64url',
    )
    return { facts, display, quality, version, json }
  })
}

function factsOf(
  listing: Listing,
  place: Place | null,
  needs: ServiceNeed[],
  { rules, unknown, says, state }: ServiceRules,
): Omit<CardFacts, 'response'> {
  const areas = areasOf(listing, place)
  const { latitude: lat = null, longitude: lng = null } = place?.location ?? {}
  return {
    id: place?.id ?? listing.id,
    serviceId: listing.id,
    sourceKey: listing.sourceKey,
    sameAs: sameAs(listing),
    status: listing.status === 'temporarily closed' ? 'temporarily closed' : 'active',
    needs: Object.fromEntries(needs.map(({ needId, certainty }) => [needId, certainty])),
    ...asidesOf(needs),
    ...audienceOf(listing),
    areas: {
      codes: [...new Set(areas.flatMap(({ codes }) => codes ?? []))],
      unresolved: areas.some(({ codes, name }) => name && !codes?.length),
    },
    point: lat === null || lng === null || place?.location.hidden ? null : { lat, lng },
    hidden: place?.location.hidden ?? false,
    delivery: deliveriesOf(listing, place),
    spoken: spokenOf(listing, place),
    access: accessOf(listing, place),
    welcomes: welcomesOf(listing, place),
    availability: availabilityOf(listing),
    hours: hoursOf(listing, place),
    confirmedOn: listing.assuredDate ?? listing.lastModified?.toISOString().slice(0, 10) ?? null,
    // What asks nothing of anybody is not needed to assess, and prose is long.
    rules: { rules, unknown, noCondition: [], says, ...(state ? { state } : {}) },
  }
}

function asidesOf(needs: ServiceNeed[]): Pick<CardFacts, 'asides'> {
  const asides = needs.filter(isAside).map(({ needId }) => needId)
  return asides.length > 0 ? { asides } : {}
}

function audienceOf({ name, description }: Listing): Pick<CardFacts, 'audiences'> {
  const audiences = audiencesOf(`${name}. ${summaryOf(description)}`)
  return audiences.length > 0 ? { audiences } : {}
}

/** What a listing is about stands in its name or at once in its description; a term alone may be any of many. */
function isAside({ origin, evidence }: ServiceNeed): boolean {
  if (origin !== 'term' && origin !== 'words') return false
  return !evidence.some(({ from }) => from === 'name' || from === 'program' || from === 'opening')
}

function displayOf(listing: Listing, place: Place | null): CardDisplay {
  return {
    service: {
      id: listing.id,
      name: listing.name,
      sourceId: listing.originalId,
      sourceKey: listing.sourceKey,
    },
    organization: { id: listing.organization.id, name: listing.organization.name },
    location: place && locationOf(place),
    summary: summaryOf(listing.description),
    phone: phoneOf(listing, place),
    url: listing.url ?? listing.organization.website,
    areaNames: areasOf(listing, place).flatMap(({ name, description }) => name ?? description ?? []),
    cost: costOf(listing),
  }
}

function locationOf({ location }: Place): CardLocation {
  const address =
    location.addresses.find(({ addressType }) => addressType === 'physical') ?? location.addresses[0] ?? null
  return {
    id: location.id,
    name: location.name,
    address: [address?.address1, address?.address2].filter(Boolean).join(', ') || null,
    city: address?.city ?? null,
    state: address?.stateProvince ?? null,
    postalCode: address?.postalCode ?? null,
    approximate: location.coordinatesOrigin === 'zip-centroid',
  }
}

const LOOKED_AT = 2000

/** Cut at the end of a sentence, or failing that of a word, within 240 characters. */
function summaryOf(description: string): string {
  // Blanks may shrink, so more than is shown is looked at; but not all of a long text.
  const text = description.trimStart().slice(0, LOOKED_AT).replace(/\s+/g, ' ').trim()
  if (text.length <= 240) return text
  const head = text.slice(0, 240)
  const sentence = Math.max(head.lastIndexOf('.'), head.lastIndexOf('!'), head.lastIndexOf('?'))
  if (sentence > 80) return head.slice(0, sentence + 1)
  return `${head.slice(0, head.lastIndexOf(' '))}…`
}

/** The most particular telephone: of the service here, of the service, of the place. Fax lines are no help. */
function phoneOf(listing: Listing, place: Place | null): CardDisplay['phone'] {
  const phones = [...(place?.phones ?? []), ...listing.phones, ...(place?.location.phones ?? [])]
  const phone = phones.find(({ type }) => !/fax/i.test(type ?? ''))
  return phone ? { number: phone.number, e164: phone.e164, extension: phone.extension } : null
}

/** What is said of this place wins over what is said of the service everywhere. */
function areasOf(listing: Listing, place: Place | null): ServiceArea[] {
  return place && place.serviceAreas.length > 0 ? place.serviceAreas : listing.serviceAreas
}

/** American Sign Language is a language and an access need alike, and feeds write it either way. */
function accessOf(listing: Listing, place: Place | null): string[] {
  const kinds = new Set((place?.location.accessibility ?? []).flatMap((accessibility) => accessibility.kinds))
  const languages = [...listing.languages, ...(place?.location.languages ?? [])]
  const signs = languages.some(({ code }) => code === 'ase' || code === 'sgn' || code === 'sgn-US')
  if (signs || /\b(?:ASL|sign language)\b/i.test(listing.interpretationServices ?? '')) kinds.add('asl')
  return [...kinds].sort()
}
