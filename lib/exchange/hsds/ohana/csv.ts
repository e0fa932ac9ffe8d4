import type { FeedItem, Findings, Place } from '#find/directory/feed/model.ts'
import type { FeedFile } from '../open/model.ts'
import { convertRow } from '../tables/convert.ts'
import { readTables, tableName } from '../tables/read-tables.ts'
import { TABLES } from '../tables/tables.ts'
import { readCsv } from '../text/csv.ts'
import { itemsOf, PLACE_LISTS, SERVICE_LISTS, takeLists } from './lists.ts'

type Cells = Record<string, string>

/**
 * Ohana's CSV package. A service there belongs to a place and the place to an organization, so the places are read
 * first and lend their organization to the services.
 */
export async function* readOhanaTables(
  files: readonly FeedFile[],
  findings: Findings,
): AsyncGenerator<FeedItem[]> {
  const named = (name: string) => files.filter((file) => tableName(file) === name)
  const owners = new Map<string, string>()
  for (const file of named('locations'))
    for await (const rows of readCsv(file, findings)) {
      for (const { cells } of rows)
        if (cells.id && cells.organization_id) owners.set(cells.id, cells.organization_id)
      yield rows.flatMap(({ row, cells }) => [...placeOf(cells, { file: file.name, row }, findings)])
    }
  for (const file of named('services'))
    for await (const rows of readCsv(file, findings))
      yield rows.flatMap(({ row, cells }) => [
        ...serviceOf(cells, owners, { file: file.name, row }, findings),
      ])
  for (const file of named('organizations'))
    for await (const rows of readCsv(file, findings))
      yield rows.flatMap(({ row, cells }) => [...organizationOf(cells, { file: file.name, row }, findings)])
  const special = new Set(['locations', 'services', 'organizations'])
  yield* readTables(
    files.filter((file) => !special.has(tableName(file))),
    findings,
  )
}

function* placeOf(cells: Cells, at: Place, findings: Findings): Generator<FeedItem> {
  const { id = '', website, virtual, ...rest } = cells
  const values: Record<string, unknown> = { ...rest, url: website }
  const lists = takeLists(PLACE_LISTS, values, { entity: 'location', id, at })
  const type = /^(true|t|1)$/i.test(virtual ?? '') ? 'virtual' : ''
  yield* table('locations', { ...values, id, location_type: type }, at, findings)
  yield* lists
}

function* serviceOf(
  cells: Cells,
  owners: ReadonlyMap<string, string>,
  at: Place,
  findings: Findings,
): Generator<FeedItem> {
  const { id = '', location_id: place = '', website, ...rest } = cells
  const values: Record<string, unknown> = { ...rest, url: website }
  const lists = takeLists(SERVICE_LISTS, values, { entity: 'service', id, at })
  yield* table('services', { ...values, id, organization_id: owners.get(place) }, at, findings)
  if (place)
    yield { entity: 'service_at_location', id: null, values: { service_id: id, location_id: place }, at }
  yield* lists
}

function* organizationOf(cells: Cells, at: Place, findings: Findings): Generator<FeedItem> {
  const { funding_sources: funding, date_incorporated: incorporated, ...rest } = cells
  const year = /\b(1[89]|20)\d{2}\b/.exec(incorporated ?? '')?.[0]
  yield* table(
    'organizations',
    { ...rest, date_incorporated: incorporated, year_incorporated: year },
    at,
    findings,
  )
  for (const source of itemsOf(funding))
    yield { entity: 'funding', id: null, values: { organization_id: cells.id, source }, at }
}

function table(name: string, values: Record<string, unknown>, at: Place, findings: Findings): FeedItem[] {
  const known = TABLES[name]
  const filled = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  )
  return known ? convertRow(name, known, filled as Cells, at, findings) : []
}
