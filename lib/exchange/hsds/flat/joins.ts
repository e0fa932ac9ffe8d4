import type { Findings } from '#find/directory/feed/model.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import type { MappedTable, Mapping } from './mapping.ts'
import { recordsOf } from './records-of.ts'

type FlatRow = Record<string, unknown>

/** Rows that are held to be looked up; a file with more is no list of places or agencies. */
const MOST_ROWS = 200_000

/** The files that a mapping joins to others, read once and kept by the column they are looked up by. */
export class Joins {
  readonly #files: readonly FeedFile[]
  readonly #mapping: Mapping
  readonly #findings: Findings
  readonly #byKey = new Map<string, Map<string, FlatRow>>()

  constructor(files: readonly FeedFile[], mapping: Mapping, findings: Findings) {
    this.#files = files
    this.#mapping = mapping
    this.#findings = findings
  }

  /** Whether a file is only there to be joined to others. */
  has({ name }: FeedFile): boolean {
    return this.#mapping.tables.some(({ join }) => join.some(({ file }) => name.endsWith(file)))
  }

  /** The record with the columns of the rows that it names, as `as.column`; without them where there is no such row. */
  async with(table: MappedTable, record: FlatRow): Promise<FlatRow> {
    let joined = record
    for (const { column, file, key, as } of table.join) {
      const value = String(record[column] ?? '').trim()
      const other = value === '' ? undefined : (await this.#rows(file, key)).get(value)
      if (other) joined = { ...joined, [as]: other }
    }
    return joined
  }

  async #rows(file: string, key: string): Promise<Map<string, FlatRow>> {
    const known = this.#byKey.get(`${file}\n${key}`)
    if (known) return known
    const source = this.#files.find(({ name }) => name.endsWith(file))
    if (!source) throw new FeedError(`The mapping joins ${file}, which is no file of this feed.`)
    const rows = new Map<string, FlatRow>()
    for await (const { record } of recordsOf(source, this.#mapping, this.#findings)) {
      const value = String(record[key] ?? '').trim()
      if (value !== '' && !rows.has(value)) rows.set(value, record)
      if (rows.size > MOST_ROWS)
        throw new FeedError(`${source.name} is too large to be joined to other files.`)
    }
    this.#byKey.set(`${file}\n${key}`, rows)
    return rows
  }
}
