import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { Generated } from './generate.ts'

/** The tables of an HSDS 3.1 package that generated services fill. */
const TABLES = {
  organizations: ['id', 'name', 'description'],
  services: [
    'id',
    'organization_id',
    'name',
    'description',
    'status',
    'eligibility_description',
    'fees_description',
    'alert',
    'assured_date',
    'minimum_age',
  ],
  locations: ['id', 'organization_id', 'location_type', 'name', 'latitude', 'longitude'],
  service_at_location: ['id', 'service_id', 'location_id'],
  addresses: [
    'id',
    'location_id',
    'address_1',
    'city',
    'state_province',
    'postal_code',
    'country',
    'address_type',
  ],
  service_areas: ['id', 'service_id', 'name'],
  attributes: ['id', 'link_id', 'link_entity', 'taxonomy_term_id', 'link_type', 'label'],
  taxonomy_terms: ['id', 'name', 'taxonomy'],
  languages: ['id', 'service_id', 'name', 'code'],
  schedules: ['id', 'service_id', 'freq', 'byday', 'opens_at', 'closes_at'],
  phones: ['id', 'service_id', 'number', 'type'],
  accessibility: ['id', 'location_id', 'description'],
} as const

type Table = keyof typeof TABLES
type Add = (table: Table, ...cells: (string | number | null)[]) => void

/** Writes generated services as an HSDS 3.1 CSV package into `folder`, holding a thousand of them in memory. */
export async function writePackage(folder: string, services: Iterable<Generated>): Promise<void> {
  const files = new Map<Table, WriteStream>()
  for (const [table, columns] of Object.entries(TABLES) as [Table, readonly string[]][]) {
    const file = createWriteStream(join(folder, `${table}.csv`))
    file.write(stringify([[...columns]]))
    files.set(table, file)
  }
  let waiting = new Map<Table, (string | number | null)[][]>()
  const flush = async () => {
    for (const [table, rows] of waiting) {
      const file = files.get(table)
      if (file && !file.write(stringify(rows))) await once(file, 'drain')
    }
    waiting = new Map()
  }
  const add: Add = (table, ...cells) => {
    const rows = waiting.get(table)
    if (rows) rows.push(cells)
    else waiting.set(table, [cells])
  }
  const terms = new Map<string, string>()
  let number = 0
  for (const service of services) {
    addRows(service, ++number, add, terms)
    if (number % 1000 === 0) await flush()
  }
  await flush()
  for (const file of files.values()) {
    file.end()
    await once(file, 'finish')
  }
}

function addRows(generated: Generated, number: number, add: Add, terms: Map<string, string>): void {
  const { organization, service, place, area, schedule } = generated
  const id = `s${number}`
  if (number % 3 === 1) add('organizations', `o${organization.id}`, organization.name, '')
  add(
    'services',
    id,
    `o${organization.id}`,
    service.name,
    service.description,
    'active',
    service.eligibility_description,
    service.fees_description,
    service.alert,
    service.assured_date,
    service.minimum_age,
  )
  addPlace(generated, number, add)
  if (place) {
    for (const [i, kind] of place.access.entries())
      add('accessibility', `x${number}-${i}`, `l${number}`, kind)
  }
  if (area) add('service_areas', `a${number}`, id, area.name)
  for (const term of generated.terms) {
    const termId = terms.get(term) ?? `term${terms.size + 1}`
    if (!terms.has(term)) add('taxonomy_terms', termId, term, 'Invented')
    terms.set(term, termId)
    add('attributes', `t${number}-${termId}`, id, 'service', termId, 'taxonomy', term)
  }
  for (const code of generated.languages) add('languages', `g${number}`, id, code, code)
  if (schedule)
    add('schedules', `h${number}`, id, 'WEEKLY', schedule.byday, schedule.opens_at, schedule.closes_at)
  add('phones', `p${number}`, id, generated.phone, 'voice')
}

/** A service without a place is a telephone line: HSDS says so by a virtual location. */
function addPlace({ organization, place }: Generated, number: number, add: Add): void {
  const { latitude = null, longitude = null } = place ?? {}
  const type = place ? 'physical' : 'virtual'
  const name = place ? '' : 'Telephone service'
  add('locations', `l${number}`, `o${organization.id}`, type, name, latitude, longitude)
  add('service_at_location', `sl${number}`, `s${number}`, `l${number}`)
  if (!place) return
  const { address_1, city, state_province, postal_code } = place
  add('addresses', `d${number}`, `l${number}`, address_1, city, state_province, postal_code, 'US', 'physical')
}
