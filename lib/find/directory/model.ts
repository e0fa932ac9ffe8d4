/**
 * A listing: one service with everything that belongs to it, in HSDS words and camelCase. What is withdrawn is not
 * in it; nothing of a confidential address is in it.
 */
export const DELIVERIES = ['in-person', 'phone', 'online', 'home'] as const
export type Delivery = (typeof DELIVERIES)[number]

export type ServiceStatus = 'active' | 'inactive' | 'defunct' | 'temporarily closed'

export type Organization = {
  id: string
  name: string
  alternateName: string | null
  description: string
  email: string | null
  website: string | null
}

export type Program = { id: string; name: string; description: string }

export type Phone = {
  id: string
  /** As the feed has it. */
  number: string
  /** E.164, null when the number could not be understood. */
  e164: string | null
  extension: string | null
  type: string | null
  description: string | null
}

export type Contact = {
  id: string
  name: string | null
  title: string | null
  department: string | null
  email: string | null
}

/** One HSDS schedule row: a recurrence (RFC 5545 parts) with local opening hours. */
export type Schedule = {
  id: string
  validFrom: string | null
  validTo: string | null
  dtstart: string | null
  until: string | null
  /** IANA zone; an offset alone would lose daylight saving time. */
  timezoneName: string | null
  /** Hours from UTC as the feed gives it. */
  timezone: number | null
  count: number | null
  wkst: string | null
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY' | null
  interval: number | null
  byday: string | null
  byweekno: string | null
  bymonthday: string | null
  byyearday: string | null
  /** HH:MM, local. Closing at or before opening means past midnight. */
  opensAt: string | null
  closesAt: string | null
  /** A closure: holidays and the like. */
  closed: boolean
  scheduleLink: string | null
  attendingType: string | null
  /** The feed's own words for the hours. */
  description: string | null
  notes: string | null
}

export type ServiceArea = {
  id: string
  name: string | null
  description: string | null
  extent: string | null
  extentType: string | null
  /** `us`, `state:TX`, `county:48029`, `zip:78204`, `city:TX:san antonio`; null when the name was not understood. */
  codes: string[] | null
}

/** Who speaks it is a separate fact from which language it is. */
export type SpokenBy = 'staff' | 'interpreter' | 'written' | 'unknown'

export type Language = {
  id: string
  name: string | null
  /** BCP 47; null when not understood. */
  code: string | null
  note: string | null
  spokenBy: SpokenBy | null
}

export type Accessibility = {
  id: string
  description: string | null
  details: string | null
  url: string | null
  /** `wheelchair`, `asl`, `parking`, `restroom`, `elevator`, `ramp`, `braille`, `tty`, `transit` */
  kinds: string[]
}

export type Address = {
  id: string
  addressType: 'physical' | 'postal' | 'virtual'
  attention: string | null
  address1: string | null
  address2: string | null
  city: string | null
  region: string | null
  stateProvince: string | null
  postalCode: string | null
  country: string | null
}

export type RequiredDocument = {
  id: string
  document: string | null
  uri: string | null
  /** An id of the fact `documents`, or null. */
  kind: string | null
}

export type CostOption = {
  id: string
  validFrom: string | null
  validTo: string | null
  option: string | null
  currency: string | null
  amount: number | null
  amountDescription: string | null
}

/** A taxonomy term that a service carries. `code` is opaque. */
export type Term = { taxonomy: string | null; code: string | null; name: string; description: string }

export type ServiceCapacity = {
  id: string
  unit: string | null
  available: number
  maximum: number | null
  description: string | null
  updated: Date
}

export type Url = { id: string; label: string | null; url: string }

export type NeedOrigin = 'term' | 'words' | 'steward'

export type ServiceNeed = {
  needId: string
  /** 0 to 1; 1 when a taxonomy term or a steward says so. */
  certainty: number
  origin: NeedOrigin
  evidence: { from: string; words: string }[]
}

export type Location = {
  id: string
  locationType: 'physical' | 'postal' | 'virtual'
  name: string | null
  alternateName: string | null
  description: string | null
  url: string | null
  transportation: string | null
  /** Degrees, WGS 84; null when unknown, not trusted or hidden. */
  latitude: number | null
  longitude: number | null
  coordinatesOrigin: 'feed' | 'zip-centroid' | null
  county: string | null
  timezone: string | null
  /** Confidential, or held until a steward releases it: no address, no point, no distance. */
  hidden: boolean
  addresses: Address[]
  accessibility: Accessibility[]
  languages: Language[]
  schedules: Schedule[]
  phones: Phone[]
}

/** A service at a location, with what the feed says of just this pair. */
export type Place = {
  /** The id of the service_at_location. */
  id: string
  description: string | null
  location: Location
  phones: Phone[]
  schedules: Schedule[]
  serviceAreas: ServiceArea[]
}

export type Listing = {
  id: string
  sourceKey: string | null
  /** The feed's own id. */
  originalId: string | null
  name: string
  alternateName: string | null
  description: string
  url: string | null
  email: string | null
  status: ServiceStatus
  interpretationServices: string | null
  applicationProcess: string | null
  feesDescription: string | null
  waitTime: string | null
  fees: string | null
  accreditations: string | null
  licenses: string | null
  eligibilityDescription: string | null
  /** Years, inclusive. */
  minimumAge: number | null
  maximumAge: number | null
  alert: string | null
  /** When a steward noted that the program takes nobody new; null while it does. */
  saidFullAt: Date | null
  /** YYYY-MM-DD: when somebody last vouched for the listing. */
  assuredDate: string | null
  lastModified: Date | null
  /** As the feed states it; empty when it does not. `deliveriesOf` says what follows from the rest. */
  delivery: Delivery[]
  organization: Organization
  program: Program | null
  places: Place[]
  phones: Phone[]
  contacts: Contact[]
  schedules: Schedule[]
  serviceAreas: ServiceArea[]
  languages: Language[]
  requiredDocuments: RequiredDocument[]
  costOptions: CostOption[]
  terms: Term[]
  capacities: ServiceCapacity[]
  urls: Url[]
  needs: ServiceNeed[]
}
