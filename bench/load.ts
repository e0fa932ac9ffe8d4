import { sql } from 'kysely'
import { feedId } from '#base/core/ids.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Generated } from './generate.ts'

const SOURCE = 'bench'
const id = (entity: string, key: string | number) => feedId(SOURCE, entity, String(key))

type Rows = Record<string, object[]>

/** Writes generated services as rows, without what follows from them; returns the ids of the services. */
export async function load(ctx: Ctx, services: readonly Generated[], from: number): Promise<string[]> {
  const rows: Rows = {}
  const add = (table: string, row: object) => {
    rows[table] ??= []
    rows[table].push(row)
  }
  const ids = services.map((service, i) => rowsOf(service, from + i, add))
  await transact(ctx, async (tx) => {
    await tx
      .insertInto('source')
      .values({ key: SOURCE, name: 'Invented services' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    for (const [table, values] of Object.entries(rows)) {
      const columns = sql.join(Object.keys(values[0] ?? {}).map((column) => sql.ref(column)))
      await sql`insert into ${sql.table(table)} (${columns})
        select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(values)}::text::jsonb)
        on conflict do nothing`.execute(tx)
    }
  })
  return ids
}

function rowsOf(generated: Generated, number: number, add: (table: string, row: object) => void): string {
  const { organization, service, place, area } = generated
  const serviceId = id('service', number)
  const organizationId = id('organization', organization.id)
  add('organization', { id: organizationId, name: organization.name, description: '', source_key: SOURCE })
  add('service', {
    id: serviceId,
    organization_id: organizationId,
    ...service,
    status: 'active',
    delivery: place ? [] : ['phone'],
    source_key: SOURCE,
    original_id: String(number),
  })
  if (place) addPlace(serviceId, number, place, add)
  if (area) {
    add('service_area', {
      id: id('service_area', number),
      service_id: serviceId,
      name: area.name,
      codes: [area.code],
    })
  }
  for (const term of generated.terms) {
    const key = `${number} ${term}`
    add('attribute', { id: id('attribute', key), link_id: serviceId, link_entity: 'service', label: term })
  }
  for (const code of generated.languages) {
    add('language', {
      id: id('language', number),
      service_id: serviceId,
      name: code,
      code,
      spoken_by: 'staff',
    })
  }
  if (generated.schedule) {
    const row = { id: id('schedule', number), service_id: serviceId, freq: 'WEEKLY', closed: false }
    add('schedule', { ...row, ...generated.schedule })
  }
  add('phone', { id: id('phone', number), service_id: serviceId, number: generated.phone, type: 'voice' })
  return serviceId
}

function addPlace(
  serviceId: string,
  number: number,
  { latitude, longitude, timezone, access, ...address }: NonNullable<Generated['place']>,
  add: (table: string, row: object) => void,
): void {
  const locationId = id('location', number)
  const point = { latitude, longitude, coordinates_origin: 'feed', timezone }
  add('location', { id: locationId, location_type: 'physical', confidential: false, ...point })
  add('service_at_location', {
    id: id('service_at_location', number),
    service_id: serviceId,
    location_id: locationId,
  })
  add('address', { id: id('address', number), location_id: locationId, address_type: 'physical', ...address })
  if (access.length > 0) {
    add('accessibility', { id: id('accessibility', number), location_id: locationId, kinds: access })
  }
}
