import type {
  Accessibility,
  Address,
  Contact,
  CostOption,
  Language,
  Phone,
  RequiredDocument,
  Schedule,
  ServiceArea,
  ServiceCapacity,
  ServiceNeed,
  Term,
} from '../model.ts'
import type * as children from './children.ts'

type Row<F extends (...args: never[]) => Promise<unknown[]>> = Awaited<ReturnType<F>>[number]

/** `numeric` arrives as text. */
export function number(value: string | null): number | null {
  return value === null ? null : Number(value)
}

export function toPhone({
  id,
  number: digits,
  e164,
  extension,
  type,
  description,
}: Row<typeof children.loadPhones>): Phone {
  return { id, number: digits, e164, extension, type, description }
}

export function toContact({
  id,
  name,
  title,
  department,
  email,
}: Row<typeof children.loadContacts>): Contact {
  return { id, name, title, department, email }
}

export function toSchedule(s: Row<typeof children.loadSchedules>): Schedule {
  return {
    id: s.id,
    validFrom: s.valid_from as string | null,
    validTo: s.valid_to as string | null,
    dtstart: s.dtstart as string | null,
    until: s.until as string | null,
    timezoneName: s.timezone_name,
    timezone: number(s.timezone),
    count: s.count,
    wkst: s.wkst,
    freq: s.freq as Schedule['freq'],
    interval: s.interval,
    byday: s.byday,
    byweekno: s.byweekno,
    bymonthday: s.bymonthday,
    byyearday: s.byyearday,
    opensAt: s.opens_at,
    closesAt: s.closes_at,
    closed: s.closed,
    scheduleLink: s.schedule_link,
    attendingType: s.attending_type,
    description: s.description,
    notes: s.notes,
  }
}

export function toServiceArea(a: Row<typeof children.loadServiceAreas>): ServiceArea {
  return {
    id: a.id,
    name: a.name,
    description: a.description,
    extent: a.extent,
    extentType: a.extent_type,
    codes: a.codes,
  }
}

export function toLanguage({
  id,
  name,
  code,
  note,
  spoken_by,
}: Row<typeof children.loadLanguages>): Language {
  return { id, name, code, note, spokenBy: spoken_by as Language['spokenBy'] }
}

export function toAccessibility({
  id,
  description,
  details,
  url,
  kinds,
}: Row<typeof children.loadAccessibility>): Accessibility {
  return { id, description, details, url, kinds }
}

export function toAddress(a: Row<typeof children.loadAddresses>): Address {
  return {
    id: a.id,
    addressType: a.address_type as Address['addressType'],
    attention: a.attention,
    address1: a.address_1,
    address2: a.address_2,
    city: a.city,
    region: a.region,
    stateProvince: a.state_province,
    postalCode: a.postal_code,
    country: a.country,
  }
}

export function toRequiredDocument({
  id,
  document,
  uri,
  kind,
}: Row<typeof children.loadRequiredDocuments>): RequiredDocument {
  return { id, document, uri, kind }
}

export function toCostOption(c: Row<typeof children.loadCostOptions>): CostOption {
  return {
    id: c.id,
    validFrom: c.valid_from as string | null,
    validTo: c.valid_to as string | null,
    option: c.option,
    currency: c.currency,
    amount: number(c.amount),
    amountDescription: c.amount_description,
  }
}

/** An attribute whose term is not in the feed still has its label, or at least its value. */
export function toTerm({
  taxonomy,
  code,
  name,
  description,
  label,
  value,
}: Row<typeof children.loadTerms>): Term[] {
  const words = name ?? label ?? value
  return words ? [{ taxonomy, code, name: words, description: description ?? '' }] : []
}

export function toCapacity(c: Row<typeof children.loadCapacities>): ServiceCapacity {
  return {
    id: c.id,
    unit: c.unit,
    available: Number(c.available),
    maximum: number(c.maximum),
    description: c.description,
    updated: c.updated,
  }
}

export function toNeed({
  need_id,
  certainty,
  origin,
  evidence,
}: Row<typeof children.loadNeeds>): ServiceNeed {
  return {
    needId: need_id,
    certainty,
    origin: origin as ServiceNeed['origin'],
    evidence: evidence as ServiceNeed['evidence'],
  }
}
