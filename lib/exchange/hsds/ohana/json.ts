import type { FeedRow, Findings, Place } from '#find/directory/feed/model.ts'
import { isRecord } from '../nested/json-file.ts'
import { walk } from '../nested/walk.ts'
import { itemsOf, PLACE_LISTS, SERVICE_LISTS, takeLists } from './lists.ts'

type Nested = Record<string, unknown>

const records = (value: unknown): Nested[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const words = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/**
 * An organization of Ohana's first years: `locs` with their `servs`, nothing with an id. A place is known by its
 * organization, name and street, so the same file gives the same ids again.
 */
export function readOhanaOrganization(record: Nested, at: Place, findings: Findings): FeedRow[] {
  const { locs, ...organization } = record
  const name = words(record.name)
  if (!name) {
    findings.reject(at, 'name', 'an organization without a name')
    return []
  }
  const rows = walk('organization', { ...organization, id: name }, { at })
  for (const place of records(locs)) rows.push(...placeRows(place, name, at))
  return rows
}

function placeRows(place: Nested, organizationId: string, at: Place): FeedRow[] {
  const {
    servs,
    address,
    mail_address: mail,
    contacts,
    phones,
    faxes,
    emails,
    urls,
    hours,
    ask_for,
    ...rest
  } = place
  const id = [organizationId, words(place.name), isRecord(address) ? words(address.street) : ''].join(' | ')
  const values: Nested = { ...rest }
  const lists = takeLists(PLACE_LISTS, values, { entity: 'location', id, at })
  const location = {
    ...values,
    id,
    organization_id: organizationId,
    addresses: [...addressOf(address, 'physical'), ...addressOf(mail, 'postal')],
    phones: [...records(phones).map(phoneOf), ...[faxes].flat().flatMap(faxOf)],
    schedules: words(hours) ? [{ description: words(hours) }] : [],
    contacts,
    ask_for,
    ...(records(servs).length === 0 && { emails, urls }),
  }
  const services = records(servs).flatMap((service, index) =>
    serviceRows(service, { placeId: id, organizationId, at, index, name: words(place.name), emails, urls }),
  )
  return [...walk('location', location, { at }), ...lists, ...services]
}

type Owner = {
  placeId: string
  organizationId: string
  at: Place
  index: number
  name: string
  emails: unknown
  urls: unknown
}

/** A service there has no name: it is what the place does, and bears the place's. */
function serviceRows(service: Nested, owner: Owner): FeedRow[] {
  const { placeId, organizationId, at, index, name, emails, urls } = owner
  const { how_to_apply, eligibility, fees, wait, ...rest } = service
  const id = index === 0 ? placeId : `${placeId} | ${index + 1}`
  const values: Nested = { ...rest }
  const lists = takeLists(SERVICE_LISTS, values, { entity: 'service', id, at })
  const [url, ...moreUrls] = itemsOf(urls ?? [])
  const [email, ...moreEmails] = itemsOf(emails ?? [])
  const record = {
    ...values,
    id,
    organization_id: organizationId,
    name,
    application_process: how_to_apply,
    eligibility_description: eligibility,
    fees_description: fees,
    wait_time: wait,
    url,
    email,
    ...(moreEmails.length > 0 && { more_emails: moreEmails }),
    additional_urls: moreUrls.map((more) => ({ url: more })),
  }
  const link: FeedRow = {
    entity: 'service_at_location',
    id: null,
    values: { service_id: id, location_id: placeId },
    at,
  }
  return [...walk('service', record, { at }), link, ...lists]
}

function addressOf(value: unknown, type: string): Nested[] {
  if (!isRecord(value)) return []
  const { street, state, zip, ...rest } = value
  return [{ ...rest, address_type: type, address_1: street, state_province: state, postal_code: zip }]
}

function phoneOf(phone: Nested): Nested {
  const { number, department, extensions, hours, ...rest } = phone
  const description = [words(department), words(hours)].filter(Boolean).join(' ')
  const [extension] = itemsOf(extensions ?? [])
  return {
    ...rest,
    number,
    type: 'voice',
    ...(description && { description }),
    ...(extension && { extension }),
  }
}

/** Written as a text or as an object with a department. */
function faxOf(fax: unknown): Nested[] {
  if (isRecord(fax))
    return fax.number ? [{ number: fax.number, description: words(fax.department), type: 'fax' }] : []
  return words(fax) ? [{ number: words(fax), type: 'fax' }] : []
}
