import { readCell } from './cells.ts'
import { type Entity, isEntity, OPEN_LINKS, SHAPES } from './entities.ts'
import type { FeedRow, Findings, Place } from './model.ts'
import type { RecordIds } from './record-ids.ts'
import { type Draft, refine } from './refine/refine.ts'
import { type StagedRow, stageColumns } from './stage.ts'

/**
 * Turns a feed's record into rows to stage: keys to UUIDs, cells read, values normalised, what no column models
 * kept in `extra`. One record may become several rows ("Mon-Fri 9-5; Sat 10-12" is two schedules) or, where a column
 * that it cannot do without is missing, none, and then the findings say so.
 */
export class RowPreparer {
  readonly #ids: RecordIds
  readonly #findings: Findings
  /** File names by the number that stands for them in the stage. */
  readonly files: string[] = []
  readonly #fileNumbers = new Map<string, number>()

  constructor(ids: RecordIds, findings: Findings) {
    this.#ids = ids
    this.#findings = findings
  }

  file(name: string): number {
    const known = this.#fileNumbers.get(name)
    if (known !== undefined) return known
    this.files.push(name)
    this.#fileNumbers.set(name, this.files.length - 1)
    return this.files.length - 1
  }

  prepare(row: FeedRow): StagedRow[] {
    const drafts = refine(row.entity, { values: row.values, extra: { ...row.extra } }, (code, words) =>
      this.#findings.note(code, `${row.at.file}: ${words}`),
    )
    const staged: StagedRow[] = []
    for (const [part, draft] of drafts.entries()) {
      const missing = SHAPES[row.entity].required?.find((column) => isBlank(draft.values[column]))
      if (missing) this.#findings.reject(row.at, missing, `a ${words(row.entity)} without ${words(missing)}`)
      else staged.push(this.#stage(row, draft, part))
    }
    return staged
  }

  #stage(row: FeedRow, draft: Draft, part: number): StagedRow {
    const { entity, at } = row
    const { values, extra } = draft
    const shape = SHAPES[entity]
    const keys: Record<string, string> = {}
    const cells = stageColumns[entity].map((column) => {
      const kind = shape.columns[column]
      if (kind) return this.#cell(column, kind, values[column], extra, at)
      const target = shape.parents[column]?.of ?? linkedEntity(entity, values)
      const key = isBlank(values[column]) ? null : String(values[column]).trim()
      if (key === null) return null
      keys[column] = key
      return target === null ? null : this.#ids.of(target, key)
    })
    for (const name in values)
      if (!(name in shape.columns) && !(name in shape.parents) && OPEN_LINKS[entity]?.key !== name)
        keepExtra(extra, name, values[name])
    return {
      entity,
      id: this.#idOf(row, [cells, extra], part),
      originalId: row.ownId === false ? null : row.id,
      cells,
      extra: isEmpty(extra) ? null : JSON.stringify(extra).replaceAll('\\u0000', ''),
      keys: isEmpty(keys) ? null : JSON.stringify(keys),
      implied: row.implied === true,
      file: this.file(at.file),
      row: at.row,
    }
  }

  #idOf({ entity, id }: FeedRow, content: unknown, part: number): string {
    if (id === null) return this.#ids.ofContent(entity, JSON.stringify(content))
    return this.#ids.of(entity, part === 0 ? id : `${id} ${part + 1}`)
  }

  #cell(column: string, kind: Parameters<typeof readCell>[0], raw: unknown, extra: Draft['extra'], at: Place) {
    const cell = readCell(kind, raw)
    if ('value' in cell) return cell.value
    this.#findings.reject(at, column, cell.refused)
    keepOriginal(extra, column, raw)
    return null
  }
}

/** The table of a polymorphic link. An unknown one cannot be linked to; the row is an orphan then. */
function linkedEntity(entity: Entity, values: Record<string, unknown>): Entity | null {
  const link = OPEN_LINKS[entity]
  const name = link && String(values[link.entity] ?? '')
  return name && isEntity(name) ? name : null
}

/** What the feed wrote where Handrail's column holds something else, or nothing. */
export function keepOriginal(extra: Draft['extra'], column: string, raw: unknown): void {
  const originals = (extra['original'] ??= {}) as Record<string, unknown>
  originals[column] ??= raw
}

function keepExtra(extra: Draft['extra'], name: string, value: unknown): void {
  if (!isBlank(value)) extra[name] = typeof value === 'string' ? value.trim() : value
}

export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false
  return true
}

const words = (name: string): string => name.replaceAll('_', ' ')
