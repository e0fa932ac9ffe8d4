import type { FeedRow, Findings } from '#find/directory/feed/model.ts'
import { isRecord } from '../nested/json-file.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { buildRecords, type FlatRecord } from './build.ts'
import { Joins } from './joins.ts'
import type { MappedTable, Mapping } from './mapping.ts'
import { recordsOf } from './records-of.ts'

/** Records already given out, by entity and id: rows of one organization name it again and again. */
const REMEMBERED = 200_000

/** Any CSV, JSON or XML, by a mapping of its columns to paths of HSDS. */
export async function* readFlat(
  files: readonly FeedFile[],
  mapping: Mapping,
  findings: Findings,
): AsyncGenerator<FeedRow> {
  const given = new Map<string, string>()
  const joins = new Joins(files, mapping, findings)
  let read = 0
  for (const file of files.filter(isFlat)) {
    const tables = mapping.tables.filter((table) => file.name.endsWith(table.file ?? ''))
    if (tables.length === 0) {
      if (!joins.has(file)) findings.note('table-not-read', `${file.name} is not in the mapping`)
      continue
    }
    read++
    for await (const { row, record } of recordsOf(file, mapping, findings)) {
      const at = { file: file.name, row }
      let saysNothing = true
      for (const table of tables)
        for (const one of elementsOf(table, await joins.with(table, record)))
          for (const made of buildRecords(table, one, at)) {
            saysNothing = false
            if (isNew(given, made)) yield made
          }
      if (saysNothing)
        findings.reject(
          at,
          null,
          'names no record, or no column that the mapping names has a value in this row',
        )
    }
  }
  if (read === 0) throw new FeedError('The mapping names no file of this feed: see "file" in its tables.')
}

const isFlat = ({ name }: FeedFile): boolean => /\.(csv|tsv|json|jsonl|ndjson|xml)$/i.test(name)

function isNew(given: Map<string, string>, { entity, id, values }: FeedRow): boolean {
  if (id === null || given.size > REMEMBERED) return true
  const content = JSON.stringify(values)
  if (given.get(`${entity} ${id}`) === content) return false
  given.set(`${entity} ${id}`, content)
  return true
}

/** The row itself, or once for each element of the list that the table names; an empty list still leaves the row. */
function* elementsOf({ each, split }: MappedTable, record: Record<string, unknown>): Generator<FlatRecord> {
  const value = each === undefined ? undefined : record[each]
  const list = typeof value === 'string' && split ? value.split(split).map((part) => part.trim()) : value
  const elements = Array.isArray(list) && list.length > 0 ? list : [undefined]
  for (const element of elements) {
    const inside = each === undefined || element === undefined ? record : { ...record, [each]: element }
    yield { get: (column) => valueAt(inside, column), columns: columnsOf(inside, each) }
  }
}

/** A column as it is named, else as a path into the record. */
function valueAt(record: Record<string, unknown>, column: string): unknown {
  if (column in record) return record[column]
  let value: unknown = record
  for (const part of column.split('.')) value = isRecord(value) ? value[part] : undefined
  return value
}

/** Names to ask for when looking for what the mapping left out: the element's own with their path. */
function columnsOf(record: Record<string, unknown>, each: string | undefined): string[] {
  return Object.keys(record).flatMap((name) => {
    const value = record[name]
    return isRecord(value) && name === each ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name]
  })
}
