import { createHash } from 'node:crypto'
import type { ServiceRules } from '#find/eligibility/model.ts'
import { type Availability, availabilityOf } from './availability.ts'
import { type Cost, costOf } from './cost.ts'
import { deliveriesOf } from './delivery.ts'
import type { Delivery, Listing, Phone, Place, Schedule, ServiceArea, ServiceNeed } from './model.ts'
import { qualityOf } from './quality.ts'
import { type Spoken, spokenOf } from './spoken.ts'
import { type Welcomes, welcomesOf } from './welcomes.ts'

export type CardLocation = {
  id: string
  name: string | null
  address: string | null
  city: string | null
  state: string | null
  postalCode: string | null
  /** Degrees, WGS 84; null when unknown or hidden. */
  lat: number | null
  lng: number | null
  /** The point is the middle of the ZIP code's area. */
  approximate: boolean
  /** The address is confidential, or held until a steward releases it. */
  hidden: boolean
}

/** What ranking and a result need of one service at one of its locations: everything derived once, at write time. */
export type Card = {
  /** Of the service at the location; the service's own where it has no place. */
  id: string
  service: { id: string; name: string; sourceId: string | null; sourceKey: string | null }
  organization: { id: string; name: string }
  location: CardLocation | null
  status: 'active' | 'temporarily closed'
  /** First sentences of the description, at most 240 characters. */
  summary: string
  phone: Pick<Phone, 'number' | 'e164' | 'extension'> | null
  url: string | null
  /** Need id → how certain it is, 0 to 1. */
  needs: Record<string, number>
  areas: {
    codes: string[]
    /** As the listing names them, to show. */
    names: string[]
    /** Names that no code was found for. */
    unresolved: string[]
  }
  /** Empty: not known. */
  delivery: Delivery[]
  spoken: Spoken
  schedules: Schedule[]
  /** IANA zone of the place, null when not known. */
  timezone: string | null
  access: string[]
  welcomes: Welcomes
  cost: Cost
  availability: Availability
  /** YYYY-MM-DD: vouched for; failing that, last changed. */
  confirmedOn: string | null
  rules: ServiceRules
  quality: number
  /** Digest of all the above. */
  version: string
}

/** One card for each place of the service, or one without a place. None for what is not offered. */
export function cardsOf(listing: Listing, needs: ServiceNeed[], rules: ServiceRules): Card[] {
  if (listing.status === 'inactive' || listing.status === 'defunct') return []
  const places = listing.places.length > 0 ? listing.places : [null]
  return places.map((place) => cardOf(listing, place, needs, rules))
}

function cardOf(listing: Listing, place: Place | null, needs: ServiceNeed[], rules: ServiceRules): Card {
  const content: Omit<Card, 'version' | 'quality'> = {
    id: place?.id ?? listing.id,
    service: {
      id: listing.id,
      name: listing.name,
      sourceId: listing.originalId,
      sourceKey: listing.sourceKey,
    },
    organization: { id: listing.organization.id, name: listing.organization.name },
    location: place && locationOf(place),
    status: listing.status === 'temporarily closed' ? 'temporarily closed' : 'active',
    summary: summaryOf(listing.description),
    phone: phoneOf(listing, place),
    url: listing.url ?? listing.organization.website,
    needs: Object.fromEntries(needs.map(({ needId, certainty }) => [needId, certainty])),
    areas: areasOf(place?.serviceAreas.length ? place.serviceAreas : listing.serviceAreas),
    delivery: deliveriesOf(listing, place),
    spoken: spokenOf(listing, place),
    schedules: schedulesOf(listing, place),
    timezone: place?.location.timezone ?? null,
    access: accessOf(listing, place),
    welcomes: welcomesOf(listing, place),
    cost: costOf(listing),
    availability: availabilityOf(listing),
    confirmedOn: listing.assuredDate ?? listing.lastModified?.toISOString().slice(0, 10) ?? null,
    rules,
  }
  const quality = qualityOf(content)
  return { ...content, quality, version: digest({ ...content, quality }) }
}

function digest(content: object): string {
  return createHash('sha1').update(JSON.stringify(content)).digest('base64url')
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
    lat: location.latitude,
    lng: location.longitude,
    approximate: location.coordinatesOrigin === 'zip-centroid',
    hidden: location.hidden,
  }
}

/** Cut at the end of a sentence, or failing that of a word, within 240 characters. */
function summaryOf(description: string): string {
  const text = description.replace(/\s+/g, ' ').trim()
  if (text.length <= 240) return text
  const head = text.slice(0, 240)
  const sentence = head.search(/[.!?](?=[^.!?]*$)/)
  if (sentence > 80) return head.slice(0, sentence + 1)
  return `${head.slice(0, head.lastIndexOf(' '))}…`
}

/** The most particular telephone: of the service here, of the service, of the place. Fax lines are no help. */
function phoneOf(listing: Listing, place: Place | null): Card['phone'] {
  const phones = [...(place?.phones ?? []), ...listing.phones, ...(place?.location.phones ?? [])]
  const phone = phones.find(({ type }) => !/fax/i.test(type ?? ''))
  return phone ? { number: phone.number, e164: phone.e164, extension: phone.extension } : null
}

function areasOf(areas: ServiceArea[]): Card['areas'] {
  const names = areas.map(({ name, description }) => name ?? description ?? '')
  return {
    codes: [...new Set(areas.flatMap(({ codes }) => codes ?? []))],
    names: names.filter(Boolean),
    unresolved: names.filter((name, i) => name && !areas[i]?.codes?.length),
  }
}

/** The most particular hours win: of the service here, of the service, of the place. */
function schedulesOf(listing: Listing, place: Place | null): Schedule[] {
  if (place && place.schedules.length > 0) return place.schedules
  if (listing.schedules.length > 0) return listing.schedules
  return place?.location.schedules ?? []
}

/** American Sign Language is a language and an access need alike, and feeds write it either way. */
function accessOf(listing: Listing, place: Place | null): string[] {
  const kinds = new Set((place?.location.accessibility ?? []).flatMap((accessibility) => accessibility.kinds))
  const languages = [...listing.languages, ...(place?.location.languages ?? [])]
  const signs = languages.some(({ code }) => code === 'ase' || code === 'sgn' || code === 'sgn-US')
  if (signs || /\b(?:ASL|sign language)\b/i.test(listing.interpretationServices ?? '')) kinds.add('asl')
  return [...kinds].sort()
}
