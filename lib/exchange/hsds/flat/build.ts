import type { FeedRow, Place } from '#find/directory/feed/model.ts'
import { walk } from '../nested/walk.ts'
import { type MappedTable, parsePath, ROOTS, type Root, type Rule, type Step } from './mapping.ts'
import { readers } from './readers.ts'

type Nested = Record<string, unknown>
export type FlatRecord = { get(column: string): unknown; columns: string[] }

/** Texts that have paragraphs; two columns for one of them stand on lines of their own, others side by side. */
const PARAGRAPHS = /description|application_process|eligibility|transportation|note|alert|interpretation/

/** One flat row as the records that it speaks of, linked because it names them together. */
export function buildRecords(table: MappedTable, record: FlatRecord, at: Place): FeedRow[] {
  const roots: Partial<Record<Root, Nested>> = {}
  const tags = new WeakMap<Nested, string>()
  const used = new Set<string>([
    ...table.ignore,
    ...Object.values(table.ids).flat(),
    ...(table.each ? [table.each] : []),
    ...table.join.map(({ as }) => as),
  ])
  for (const [column, rules] of Object.entries(table.columns)) {
    used.add(column)
    for (const rule of rules) applyRule({ roots, tags, record }, rule, column)
  }
  addReferences(roots, table, record)
  if (Object.keys(roots).length === 0) return []
  for (const [target, value] of Object.entries(table.constants)) {
    const step = parsePath(target)
    // "fax" says what a telephone is; where the row has none it must not make one.
    if (step && roots[step.root] && (!isFilledByColumn(table, step) || find(roots, tags, step)))
      put(roots, tags, step, value)
  }
  keepRest(roots, record, used)
  return link(roots, table, record, at)
}

type Building = {
  roots: Partial<Record<Root, Nested>>
  tags: WeakMap<Nested, string>
  record: FlatRecord
}

function applyRule({ roots, tags, record }: Building, rule: Rule, column: string): void {
  const raw = record.get(column)
  if (raw === null || raw === undefined || raw === '') return
  if (rule.read) {
    for (const columns of readers[rule.read](raw)) {
      const child = childAt(roots, tags, {
        ...rule.to,
        children: rule.to.children.map((one) => ({ ...one, tag: '' })),
      })
      Object.assign(child, columns)
    }
    return
  }
  const cell = Array.isArray(raw) ? raw : [raw]
  const parts = rule.split ? cell.flatMap((one) => String(one).split(rule.split ?? ',')) : cell
  for (const part of parts) {
    const word = typeof part === 'string' ? part.trim() : part
    const meant = rule.values?.[String(word)] ?? word
    if (meant === '' || meant === null) continue
    put(roots, tags, rule.to, rule.text ? fillIn(rule.text, meant, record) : meant)
  }
}

/** The words around a value, or the value alone where a column that the words need is blank. */
function fillIn(text: string, value: unknown, record: FlatRecord): string {
  let blank = false
  const filled = text.replace(/\{([^}]*)\}/g, (_, column: string) => {
    const word = String((column === '' ? value : record.get(column)) ?? '').trim()
    blank ||= word === ''
    return word
  })
  return blank ? String(value) : filled
}

/** Records that the row points at and says nothing of: a key in a column of its own, and nothing more. */
function addReferences(roots: Partial<Record<Root, Nested>>, table: MappedTable, record: FlatRecord): void {
  for (const root of ROOTS)
    if (!roots[root] && table.ids[root]?.length === 1 && idOf(table.ids[root], record) !== null)
      roots[root] = {}
}

/** Whether the table says something of the record itself, not only of what hangs on it. */
function isDescribed(table: MappedTable, root: Root): boolean {
  const rules = Object.values(table.columns).flat()
  return rules.some(({ to }) => to.root === root && to.children.length === 0)
}

const childKey = ({ root, children }: Step): string =>
  [root, ...children.map(({ name, tag }) => `${name}[${tag}]`)].join('.')

/** Whether a column of the table goes to the same child. */
function isFilledByColumn(table: MappedTable, step: Step): boolean {
  return Object.values(table.columns).some((rules) => rules.some(({ to }) => childKey(to) === childKey(step)))
}

function find(
  roots: Partial<Record<Root, Nested>>,
  tags: WeakMap<Nested, string>,
  { root, children }: Step,
): Nested | undefined {
  return children.reduce<Nested | undefined>((holder, { name, tag }) => {
    const list = (holder?.[name] ?? []) as Nested[]
    return list.find((child) => tags.get(child) === tag)
  }, roots[root])
}

function put(
  roots: Partial<Record<Root, Nested>>,
  tags: WeakMap<Nested, string>,
  step: Step,
  value: unknown,
): void {
  const target = childAt(roots, tags, step)
  const before = target[step.field]
  target[step.field] =
    before === undefined ? value : `${before}${PARAGRAPHS.test(step.field) ? '\n' : ' '}${value}`
}

/** The record that a path ends in, made on the way. */
function childAt(roots: Partial<Record<Root, Nested>>, tags: WeakMap<Nested, string>, step: Step): Nested {
  let holder: Nested = roots[step.root] ?? {}
  roots[step.root] = holder
  for (const { name, tag } of step.children) {
    const list = (holder[name] ?? []) as Nested[]
    holder[name] = list
    const known = tag === '' ? undefined : list.find((child) => tags.get(child) === tag)
    if (known) holder = known
    else {
      const child: Nested = {}
      tags.set(child, tag)
      list.push(child)
      holder = child
    }
  }
  return holder
}

/** What the mapping does not name stays beside the record that the row is most about. */
function keepRest(roots: Partial<Record<Root, Nested>>, record: FlatRecord, used: ReadonlySet<string>): void {
  const subject = [roots.service, roots.location, roots.organization, roots.program].find(
    (root) => root && Object.keys(root).length > 0,
  )
  if (!subject) return
  for (const column of record.columns) {
    if (used.has(column)) continue
    const value = record.get(column)
    if (value !== null && value !== undefined && value !== '')
      subject[column in subject ? `feed_${column}` : column] = value
  }
}

function link(
  roots: Partial<Record<Root, Nested>>,
  table: MappedTable,
  record: FlatRecord,
  at: Place,
): FeedRow[] {
  const ids: Partial<Record<Root, string>> = {}
  for (const root of ROOTS) {
    const nested = roots[root]
    if (!nested) continue
    const known = idOf(table.ids[root], record)
    // Telephones of no agency, as where a row is read once for each agency and names none.
    if (known === null && table.ids[root] && !isDescribed(table, root)) {
      delete roots[root]
      continue
    }
    const id = known ?? contentOf(nested)
    ids[root] = id
    nested.id = id
  }
  const { organization, program, service, location } = ids
  // Not the location: flat lists name one site for programmes of several agencies.
  if (organization)
    for (const root of ['program', 'service'] as const)
      if (roots[root]) roots[root].organization_id = organization
  if (program && roots.service) roots.service.program_id = program
  const rows = ROOTS.flatMap((root) => (roots[root] ? walk(root, roots[root], { at }) : []))
    // A record of which only the id stands here is described by another table.
    .filter(({ entity, values }) => !ROOTS.includes(entity as Root) || !isReference(values))
  if (service && location)
    rows.push({
      entity: 'service_at_location',
      id: null,
      values: { service_id: service, location_id: location },
      at,
    })
  return rows
}

/** The values of the key columns, or null where all are blank. */
function idOf(columns: readonly string[] | undefined, record: FlatRecord): string | null {
  if (!columns) return null
  const values = columns.map((column) => String(record.get(column) ?? '').trim())
  return values.every((value) => value === '') ? null : values.join(' | ')
}

const contentOf = (nested: Nested): string => String(nested.name ?? JSON.stringify(nested))

const isReference = (values: Record<string, unknown>): boolean =>
  Object.keys(values).every((name) => name === 'organization_id' || name === 'program_id')
