import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { type CopyingDatabase, copyLine } from '#base/db/copy.ts'
import { ENTITIES, type Entity, OPEN_LINKS, SHAPES } from './entities.ts'

/** Characters that wait before they are sent. One COPY of this size costs one round trip. */
const CHUNK = 1_000_000

export type StagedRow = {
  entity: Entity
  id: string
  originalId: string | null
  /** Columns, parents (as UUIDs) and open links, in the order of `stageColumns`. */
  cells: readonly (string | number | boolean | null)[]
  /** JSON text, or null. */
  extra: string | null
  /** The feed's own keys as JSON text: what to say when a key points nowhere. */
  keys: string | null
  implied: boolean
  file: number
  row: number
}

/** The name of the temporary table that holds what the feed says of an entity. */
export const stageOf = (entity: Entity): string => `stage_${entity}`

/** Columns that hold the id of another record. */
export function stageKeys(entity: Entity): string[] {
  const link = OPEN_LINKS[entity]
  return [...Object.keys(SHAPES[entity].parents), ...(link ? [link.key] : [])]
}

/** What a feed may set in a row: columns, then keys. */
export const stageColumns = (
  Object.fromEntries as (entries: [Entity, string[]][]) => Record<Entity, string[]>
)(ENTITIES.map((entity) => [entity, [...Object.keys(SHAPES[entity].columns), ...stageKeys(entity)]]))

/** One empty twin of every table, gone at the end of the transaction. */
export async function createStages(tx: Tx): Promise<void> {
  for (const entity of ENTITIES)
    await sql`create temp table ${sql.table(stageOf(entity))} on commit drop as
      select t.*, null::jsonb as keys, null::boolean as implied, null::int as seq, null::int as file, null::int as row_number
      from ${sql.table(entity)} t with no data`.execute(tx)
  await sql`create temp table stage_service_text
    (service_id uuid, field text, words text, seq int, file int, row_number int) on commit drop`.execute(tx)
}

/** Sends rows in chunks, one COPY in flight while the next chunk is read. */
export class StageWriter {
  readonly #copy: CopyingDatabase['copy']
  readonly #waiting = new Map<string, { columns: readonly string[]; lines: string }>()
  #inFlight: Promise<void> = Promise.resolve()
  #seq = 0
  readonly written = new Map<Entity, number>()

  constructor(copy: CopyingDatabase['copy']) {
    this.#copy = copy
  }

  write(row: StagedRow): void {
    const { entity, cells, extra, keys, implied, file } = row
    this.written.set(entity, (this.written.get(entity) ?? 0) + 1)
    const columns = COPY_COLUMNS[entity]
    const line = copyLine([
      row.id,
      row.originalId,
      ...cells,
      extra,
      keys,
      implied,
      this.#seq++,
      file,
      row.row,
    ])
    this.#add(stageOf(entity), columns, line)
  }

  writeText(values: { serviceId: string; field: string; words: string; file: number; row: number }): void {
    const { serviceId, field, words, file, row } = values
    const columns = ['service_id', 'field', 'words', 'seq', 'file', 'row_number']
    this.#add('stage_service_text', columns, copyLine([serviceId, field, words, this.#seq++, file, row]))
  }

  #add(table: string, columns: readonly string[], line: string): void {
    const waiting = this.#waiting.get(table)
    if (waiting) waiting.lines += line
    else this.#waiting.set(table, { columns, lines: line })
  }

  /** Sends what has grown to a chunk. Call it now and then while rows are written. */
  async sendFull(): Promise<void> {
    for (const [table, { lines }] of this.#waiting) if (lines.length > CHUNK) await this.#send(table)
  }

  async #send(table: string): Promise<void> {
    const waiting = this.#waiting.get(table)
    if (!waiting) return
    this.#waiting.delete(table)
    await this.#inFlight
    this.#inFlight = this.#copy(table, waiting.columns, waiting.lines)
    // Awaited by the next send; without this a refusal in between would count as unhandled.
    this.#inFlight.catch(() => {})
  }

  async finish(): Promise<void> {
    for (const table of [...this.#waiting.keys()]) await this.#send(table)
    await this.#inFlight
  }
}

const COPY_COLUMNS = (Object.fromEntries as (entries: [Entity, string[]][]) => Record<Entity, string[]>)(
  ENTITIES.map((entity) => [
    entity,
    ['id', 'original_id', ...stageColumns[entity], 'extra', 'keys', 'implied', 'seq', 'file', 'row_number'],
  ]),
)
