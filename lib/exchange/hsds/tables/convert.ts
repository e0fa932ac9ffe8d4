import { ENTITIES, type Entity, isEntity, SHAPES } from '#find/directory/feed/entities.ts'
import type { FeedRow, Findings, Place, ServiceText } from '#find/directory/feed/model.ts'
import type { Table } from './tables.ts'

/** Records that one row with lists of keys may stand for; beyond it the row is not a link table but a mistake. */
const MOST_LINKS = 200

/** One row of a package's table as records of HSDS 3.x. `name` is the table's file name without `.csv`. */
export function convertRow(
  name: string,
  table: Table,
  cells: Record<string, string>,
  at: Place,
  findings: Findings,
): (FeedRow | ServiceText)[] {
  const values = rename(table, cells)
  Object.assign(values, table.fixed)
  if (table.join) for (const [into, more] of Object.entries(table.join)) joinInto(values, into, more)
  for (const column of ['link_entity', 'resource_type'])
    if (values[column]) values[column] = entityName(values[column])
  if (table.entity === 'taxonomy_term') mendTerm(values)
  const id = values.id ? String(values.id) : null
  delete values.id
  const links = table.implies ? takeImplied(table.implies, id, values, at) : []
  const row: FeedRow = {
    entity: table.entity,
    id,
    values,
    at,
    ...(table.idSpace && { idSpace: table.idSpace }),
    ...(table.extra && { extra: { ...table.extra } }),
  }
  const rows = name === 'phones' ? withLanguages(row) : [row]
  const listed = rows.some(hasListedKeys) ? rows.flatMap((row) => spreadKeys(row, findings)) : rows
  return links.length > 0 ? [...listed, ...links] : listed
}

const NUMBERED = /^(\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27})/i

/** Exporters put ids where 1.1 has names (of the parent, of the vocabulary), and an id of their own where a key stands. */
function mendTerm(values: Record<string, unknown>): void {
  const text = (column: string) => String(values[column] ?? '')
  if (!values.id) {
    values.id = values.taxonomy_id
    delete values.taxonomy_id
  }
  if (!values.parent_id && NUMBERED.test(text('parent_name'))) {
    values.parent_id = values.parent_name
    delete values.parent_name
  }
  if (NUMBERED.test(text('taxonomy'))) {
    values.record_id = values.taxonomy_id
    values.taxonomy_id = values.taxonomy
    delete values.taxonomy
  } else if (/^rec[A-Za-z0-9]{14}$/.test(text('taxonomy_id'))) {
    values.record_id = values.taxonomy_id
    delete values.taxonomy_id
  }
}

/** 1.1 eligibility.csv: one word or text a row, which 3.x keeps as a text of the service. */
export function convertEligibility(
  cells: Record<string, string>,
  at: Place,
  findings: Findings,
): ServiceText[] {
  const { service_id: serviceId, eligibility: text } = cells
  if (serviceId && text) return [{ serviceId, field: 'eligibility_description', text, at }]
  if (text) findings.reject(at, 'service_id', 'names no service, so nobody can tell whose rule this is')
  return []
}

function rename({ rename: names }: Table, cells: Record<string, string>): Record<string, unknown> {
  if (!names) return { ...cells }
  const values: Record<string, unknown> = {}
  for (const name in cells) {
    const new3x = names[name] ?? name
    // The 3.x name wins, then the first of the old ones. What another says stays under its own name.
    const taken = new3x === name ? undefined : (cells[new3x] ?? values[new3x])
    if (taken === undefined) values[new3x] = cells[name]
    else if (taken !== cells[name]) values[name] = cells[name]
  }
  return values
}

function joinInto(values: Record<string, unknown>, into: string, more: readonly string[]): void {
  const parts = [values[into], ...more.map((column) => values[column])].filter(Boolean)
  for (const column of more) delete values[column]
  if (parts.length > 0) values[into] = parts.join(', ')
}

/** Ids out of `a,b;c`. */
export function splitIds(cell: unknown): string[] {
  return String(cell ?? '')
    .split(/[,;|]/)
    .map((part) => part.trim())
    .filter(Boolean)
}

/** Links that stand as lists of ids in a cell of the service. */
function takeImplied(
  implies: NonNullable<Table['implies']>,
  id: string | null,
  values: Record<string, unknown>,
  at: Place,
): FeedRow[] {
  const links: FeedRow[] = []
  for (const [column, target] of Object.entries(implies)) {
    const targets = splitIds(values[column])
    delete values[column]
    if (id === null) continue
    for (const other of targets)
      links.push(
        target === 'location'
          ? {
              entity: 'service_at_location',
              id: null,
              values: { service_id: id, location_id: other },
              at,
              implied: true,
            }
          : {
              entity: 'attribute',
              id: null,
              values: { link_id: id, link_entity: 'service', taxonomy_term_id: other },
              at,
              implied: true,
            },
      )
  }
  return links
}

/** A key cell that lists several records: one row for each combination, the first of which keeps the id. */
function spreadKeys(row: FeedRow, findings: Findings): FeedRow[] {
  let rows = [row]
  for (const key of KEYS[row.entity]) {
    const cell = row.values[key]
    if (typeof cell !== 'string' || !cell.includes(',')) continue
    const ids = splitIds(cell)
    if (rows.length * ids.length > MOST_LINKS) {
      findings.reject(
        row.at,
        key,
        `lists ${ids.length} records; more than ${MOST_LINKS} links of one row are not read`,
      )
      rows = rows.map((one) => ({
        ...one,
        values: { ...one.values, [key]: null },
        extra: { ...one.extra, [key]: cell },
      }))
      continue
    }
    findings.note('listed-keys', `${row.at.file}, row ${row.at.row}: ${key} lists ${ids.length} records`)
    rows = rows.flatMap((one) => ids.map((id) => ({ ...one, values: { ...one.values, [key]: id } })))
  }
  const [first, ...others] = rows
  if (!first || others.length === 0) return rows
  // Hours may be those of several services; a service cannot be of several organizations, so only the first is taken.
  if (SHAPES[row.entity].lasting && row.entity !== 'service_at_location')
    return [{ ...first, extra: { ...first.extra, ...listedKeys(row) } }]
  return [first, ...others.map((one) => ({ ...one, id: null }))]
}

/** Cells of each entity that name other records. */
const KEYS = (Object.fromEntries as (entries: [Entity, string[]][]) => Record<Entity, string[]>)(
  ENTITIES.map((entity) => {
    const keys = Object.keys(SHAPES[entity].parents)
    return [entity, entity === 'attribute' ? [...keys, 'link_id'] : keys]
  }),
)

/** Hardly any row has one, and there are millions of rows. */
function hasListedKeys({ entity, values }: FeedRow): boolean {
  for (const key of KEYS[entity]) {
    const cell = values[key]
    if (typeof cell === 'string' && cell.includes(',')) return true
  }
  return false
}

function listedKeys(row: FeedRow): Record<string, unknown> {
  return Object.fromEntries(
    KEYS[row.entity].flatMap((key) =>
      String(row.values[key] ?? '').includes(',') ? [[key, row.values[key]]] : [],
    ),
  )
}

/** 1.1 keeps the languages of a telephone in a cell; 3.x in a table. */
function withLanguages(row: FeedRow): FeedRow[] {
  const { language, ...values } = row.values
  const names = splitIds(language)
  if (names.length === 0) return [row]
  const phone = { ...row, values }
  // A bare number is an id of a table that the export does not hold.
  if (row.id === null || names.some((name) => /^\d+$/.test(name))) return [{ ...phone, extra: { language } }]
  const languages = names.map(
    (name): FeedRow => ({ entity: 'language', id: null, values: { phone_id: row.id, name }, at: row.at }),
  )
  return [phone, ...languages]
}

/** 3.x names the table of a polymorphic link in the singular; feeds write what they like. */
export function entityName(name: unknown): string {
  const lower = String(name ?? '')
    .trim()
    .toLowerCase()
  if (isEntity(lower)) return lower
  const singular = lower
    .replace(/^services_at_location$/, 'service_at_location')
    .replace(/ies$/, 'y')
    .replace(/s$/, '')
  return isEntity(singular) ? singular : lower
}
