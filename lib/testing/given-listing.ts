import type { Insertable } from 'kysely'
import { feedId } from '#base/core/ids.ts'
import type { Tx } from '#base/db/context.ts'
import type { DB } from '#base/db/schema.ts'

export type GivenPlace = {
  lat?: number
  lng?: number
  address?: string
  city?: string
  state?: string
  postalCode?: string
  type?: 'physical' | 'virtual'
  name?: string
  confidential?: boolean
  timezone?: string
  access?: string[]
  schedules?: Omit<Insertable<DB['schedule']>, 'id'>[]
}

export type GivenListing = Partial<Omit<Insertable<DB['service']>, 'id' | 'organization_id' | 'name'>> & {
  organization?: string
  source?: string
  /** Needs as a steward says them; without any the classifier reads the words. */
  needs?: string[]
  places?: GivenPlace[]
  areas?: { name: string; codes: string[] | null }[]
  languages?: { code: string; spokenBy?: string }[]
  documents?: { document: string; kind?: string }[]
  costs?: { amount: number }[]
  capacity?: { available: number; updated: Date }
  schedules?: Omit<Insertable<DB['schedule']>, 'id'>[]
}

/** Writes one listing with its children, as an importer would. Ids follow from source and name: readable and stable. */
export async function givenListing(tx: Tx, name: string, given: GivenListing = {}): Promise<string> {
  const {
    organization = 'Helping Hands',
    source = 'test',
    needs = [],
    places = [],
    areas = [],
    ...rest
  } = given
  const { languages = [], documents = [], costs = [], capacity, schedules = [], ...columns } = rest
  const id = (entity: string, of: string | number = name) => feedId(source, entity, String(of))
  const serviceId = id('service')
  const organizationId = id('organization', organization)
  await tx
    .insertInto('source')
    .values({ key: source, name: source })
    .onConflict((c) => c.doNothing())
    .execute()
  await tx
    .insertInto('organization')
    .values({ id: organizationId, name: organization, source_key: source })
    .onConflict((c) => c.doNothing())
    .execute()
  await tx
    .insertInto('service')
    .values({
      id: serviceId,
      organization_id: organizationId,
      name,
      source_key: source,
      original_id: name,
      ...columns,
    })
    .execute()
  for (const need of needs) {
    const row = { service_id: serviceId, need_id: need, certainty: 1, origin: 'steward' }
    await tx.insertInto('service_need').values(row).execute()
  }
  for (const [i, place] of places.entries()) await insertPlace(tx, serviceId, `${source} ${name} ${i}`, place)
  for (const [i, area] of areas.entries()) {
    const row = { id: id('service_area', `${name} ${i}`), service_id: serviceId, ...area }
    await tx.insertInto('service_area').values(row).execute()
  }
  for (const { code, spokenBy = null } of languages) {
    const row = {
      id: id('language', `${name} ${code}`),
      service_id: serviceId,
      name: code,
      code,
      spoken_by: spokenBy,
    }
    await tx.insertInto('language').values(row).execute()
  }
  for (const { document, kind = null } of documents) {
    const row = { id: id('required_document', `${name} ${document}`), service_id: serviceId, document, kind }
    await tx.insertInto('required_document').values(row).execute()
  }
  for (const [i, { amount }] of costs.entries()) {
    await tx
      .insertInto('cost_option')
      .values({ id: id('cost_option', `${name} ${i}`), service_id: serviceId, amount })
      .execute()
  }
  if (capacity) {
    await tx
      .insertInto('service_capacity')
      .values({ id: id('service_capacity'), service_id: serviceId, ...capacity })
      .execute()
  }
  for (const [i, row] of schedules.entries()) {
    await tx
      .insertInto('schedule')
      .values({ ...row, id: id('schedule', `${name} ${i}`), service_id: serviceId })
      .execute()
  }
  return serviceId
}

async function insertPlace(tx: Tx, serviceId: string, key: string, given: GivenPlace): Promise<void> {
  const { access = [], schedules = [], lat = null, lng = null } = given
  const locationId = feedId('', 'location', key)
  await tx
    .insertInto('location')
    .values({
      id: locationId,
      location_type: given.type ?? 'physical',
      name: given.name ?? null,
      latitude: lat,
      longitude: lng,
      coordinates_origin: lat === null ? null : 'feed',
      confidential: given.confidential ?? false,
      timezone: given.timezone ?? null,
    })
    .execute()
  await tx
    .insertInto('service_at_location')
    .values({ id: feedId('', 'service_at_location', key), service_id: serviceId, location_id: locationId })
    .execute()
  if (given.address || given.city || given.postalCode) {
    await tx
      .insertInto('address')
      .values({
        id: feedId('', 'address', key),
        location_id: locationId,
        address_1: given.address ?? null,
        city: given.city ?? null,
        state_province: given.state ?? null,
        postal_code: given.postalCode ?? null,
      })
      .execute()
  }
  if (access.length > 0) {
    await tx
      .insertInto('accessibility')
      .values({ id: feedId('', 'accessibility', key), location_id: locationId, kinds: access })
      .execute()
  }
  for (const [i, row] of schedules.entries()) {
    await tx
      .insertInto('schedule')
      .values({ ...row, id: feedId('', 'schedule', `${key} ${i}`), location_id: locationId })
      .execute()
  }
}
