import type { FeedItem, Findings } from '#find/directory/feed/model.ts'
import type { FeedFile } from '../open/model.ts'
import { readCsv } from '../text/csv.ts'
import { convertEligibility, convertRow } from './convert.ts'
import { readHeaderOf } from './header.ts'
import { NOT_LISTINGS, TABLES } from './tables.ts'

/** `physical_addresses` of `data/physical_addresses.csv`. */
export function tableName(file: Pick<FeedFile, 'name'>): string {
  return (file.name.split('/').at(-1) ?? '').replace(/\.(csv|tsv|txt)$/i, '').toLowerCase()
}

export function isTable(file: FeedFile): boolean {
  return /\.(csv|tsv)$/i.test(file.name) && (tableName(file) in TABLES || tableName(file) === 'eligibility')
}

/** The CSV package of any version, table after table. */
export async function* readTables(
  files: readonly FeedFile[],
  findings: Findings,
): AsyncGenerator<FeedItem[]> {
  for (const file of files) {
    const name = tableName(file)
    if (!/\.(csv|tsv)$/i.test(file.name)) continue
    const table = TABLES[name]
    if (!table && name !== 'eligibility') {
      const why = NOT_LISTINGS.has(name) ? 'describes no listing' : 'is no table of HSDS'
      findings.note('table-not-read', `${file.name} ${why}`)
      continue
    }
    let rows = 0
    let blank = 0
    for await (const batch of readCsv(file, findings, table && readHeaderOf(table))) {
      rows += batch.length
      yield batch.flatMap(({ row, cells }): FeedItem[] => {
        const at = { file: file.name, row }
        if (table) return convertRow(name, table, cells, at, findings)
        const texts = convertEligibility(cells, at, findings)
        if (texts.length === 0) blank++
        return texts
      })
    }
    if (!table && rows > 1 && blank === rows)
      findings.note(
        'orphaned-relation',
        `${file.name}: none of its ${rows} rows names a service; no link was made`,
      )
  }
}
