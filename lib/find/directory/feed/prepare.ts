import type { CountryCode } from 'libphonenumber-js'
import { readCell } from './cells.ts'
import { type Mark, markOf } from './confidential-marks.ts'
import { type ColumnKind, ENTITIES, type Entity, isEntity, OPEN_LINKS, SHAPES } from './entities.ts'
import type { FeedRow, Findings, Place } from './model.ts'
import type { RecordIds } from './record-ids.ts'
import { type Draft, isBlank, keepOriginal, refine, type Told } from './refine/refine.ts'
import { type StagedRow, stageColumns } from './stage.ts'

/**
 * Turns a feed's record into rows to stage: keys to UUIDs, cells read, values normalised, what no column models
 * kept in `extra`. One record may become several rows ("Mon-Fri 9-5; Sat 10-12" is two schedules) or, where a column
 * that it cannot do without is missing, none, and then the findings say so.
 */
export class RowPreparer {
  readonly #ids: RecordIds
  readonly #findings: Findings
  readonly #told: Told
  /** File names by the number that stands for them in the stage. */
  readonly files: string[] = []
  /** Records that say of a place that it is confidential. */
  readonly marks: Mark[] = []
  readonly #fileNumbers = new Map<string, number>()
  #at: Place = { file: '', row: 0 }

  constructor(ids: RecordIds, findings: Findings, country: CountryCode) {
    this.#ids = ids
    this.#findings = findings
    this.#told = {
      country,
      note: (code) => findings.note(code, `${this.#at.file}, row ${this.#at.row}`),
      refuse: (field, reason) => findings.reject(this.#at, field, reason),
    }
  }

  file(name: string): number {
    const known = this.#fileNumbers.get(name)
    if (known !== undefined) return known
    this.files.push(name)
    this.#fileNumbers.set(name, this.files.length - 1)
    return this.files.length - 1
  }

  prepare(row: FeedRow): StagedRow[] {
    this.#at = row.at
    const { entity } = row
    const read: Draft = { values: { ...row.values }, extra: { ...row.extra } }
    for (const column of SHAPES[entity].own ?? []) {
      if (!(column in read.values)) continue
      keepExtra(read.extra, column, read.values[column])
      delete read.values[column]
    }
    const drafts = refine(entity, read, this.#told)
    const staged: StagedRow[] = []
    for (const [part, draft] of drafts.entries()) {
      if (!SHAPES[entity].lasting && this.#saysNothing(entity, draft)) {
        this.#told.note('empty-row')
        continue
      }
      const missing = SHAPES[entity].required?.find((column) => isBlank(draft.values[column]))
      if (missing) this.#findings.reject(row.at, missing, `a ${words(entity)} without ${words(missing)}`)
      else {
        const record = this.#stage(row, draft, part)
        const reason = markOf(entity, draft)
        if (reason) this.marks.push({ entity, id: record.id, reason })
        staged.push(record)
      }
    }
    return staged
  }

  /** A row of keys alone: exporters write one for every record, filled in or not. */
  #saysNothing(entity: Entity, { values, extra }: Draft): boolean {
    // A contact without a word of its own may still have a telephone.
    if (entity === 'contact') return false
    const { parents } = SHAPES[entity]
    const link = OPEN_LINKS[entity]
    if (link?.key === 'link_id')
      return isBlank(values.taxonomy_term_id) && isBlank(values.value) && isBlank(values.label)
    for (const name in values)
      if (!(name in parents) && name !== link?.key && name !== link?.entity && !isBlank(values[name]))
        return false
    return isEmpty(extra)
  }

  #stage(row: FeedRow, draft: Draft, part: number): StagedRow {
    const { entity, at } = row
    const { values, extra } = draft
    const { columns, known } = PLANS[entity]
    const keys: Record<string, string> = {}
    const cells: StagedRow['cells'][number][] = []
    for (const { column, kind, of } of columns) {
      const raw = values[column]
      if (kind) cells.push(this.#cell(column, kind, raw, extra))
      else if (isBlank(raw)) cells.push(null)
      else {
        const key = String(raw).trim()
        keys[column] = key
        const target = of ?? linkedEntity(entity, values)
        cells.push(target === null ? null : this.#ids.of(target, key))
      }
    }
    for (const name in values) if (!known.has(name)) keepExtra(extra, name, values[name])
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

  #idOf({ entity, id, idSpace }: FeedRow, content: unknown, part: number): string {
    if (id === null) return this.#ids.ofContent(entity, JSON.stringify(content))
    const own = idSpace ? `${idSpace} ${id.trim()}` : id.trim()
    return this.#ids.of(entity, part === 0 ? own : `${own} ${part + 1}`)
  }

  #cell(column: string, kind: ColumnKind, raw: unknown, extra: Draft['extra']) {
    const cell = readCell(kind, raw)
    if ('value' in cell) return cell.value
    this.#told.refuse(column, cell.refused)
    keepOriginal(extra, column, raw)
    return null
  }
}

type Plan = {
  /** In the order of the stage. Without a kind it is a key, whose table another column names where `of` is null. */
  columns: readonly { column: string; kind: ColumnKind | null; of: Entity | null }[]
  known: ReadonlySet<string>
}

/** How the rows of each entity are staged, made out once and not for each of millions of rows. */
const PLANS = (Object.fromEntries as (entries: [Entity, Plan][]) => Record<Entity, Plan>)(
  ENTITIES.map((entity) => {
    const { columns, parents } = SHAPES[entity]
    const plan = stageColumns[entity].map((column) => ({
      column,
      kind: columns[column] ?? null,
      of: parents[column]?.of ?? null,
    }))
    return [entity, { columns: plan, known: new Set(stageColumns[entity]) }]
  }),
)

/** The table of a polymorphic link. An unknown one is looked for by its id once everything is staged. */
function linkedEntity(entity: Entity, values: Record<string, unknown>): Entity | null {
  const link = OPEN_LINKS[entity]
  const name = link && String(values[link.entity] ?? '')
  return name && isEntity(name) ? name : null
}

function keepExtra(extra: Draft['extra'], name: string, value: unknown): void {
  if (!isBlank(value)) extra[name] = typeof value === 'string' ? value.trim() : value
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false
  return true
}

const words = (name: string): string => name.replaceAll('_', ' ')
