import { normaliseAccessibility } from '../../normalise/accessibility.ts'
import { normaliseAge } from '../../normalise/age.ts'
import { normaliseCost } from '../../normalise/cost.ts'
import { normaliseDocuments } from '../../normalise/document.ts'
import { type Draft, isBlank, replaceValue, type Told } from './refine.ts'

/** The standard's four words, and what feeds write for them. */
const STATUS: Readonly<Record<string, string>> = {
  active: 'active',
  open: 'active',
  published: 'active',
  verified: 'active',
  yes: 'active',
  true: 'active',
  inactive: 'inactive',
  closed: 'inactive',
  unpublished: 'inactive',
  no: 'inactive',
  false: 'inactive',
  defunct: 'defunct',
  'permanently closed': 'defunct',
  'temporarily closed': 'temporarily closed',
  suspended: 'temporarily closed',
}

export function refineService(draft: Draft, told: Told): Draft[] {
  const { values } = draft
  if (!isBlank(values.status)) {
    const status = STATUS[String(values.status).trim().toLowerCase().replaceAll('_', ' ')] ?? null
    if (status === null) told.note('status-not-understood')
    replaceValue(draft, 'status', status)
  }
  refineAges(draft, told)
  return [draft]
}

/** Each end out of its own column; out of the other's only where its own says nothing. */
function refineAges(draft: Draft, told: Told): void {
  const { values } = draft
  const ends = { minimum: 'minimum_age', maximum: 'maximum_age' } as const
  const said = { minimum: !isBlank(values.minimum_age), maximum: !isBlank(values.maximum_age) }
  for (const end of ['minimum', 'maximum'] as const) {
    const column = ends[end]
    if (!said[end]) continue
    const { value, note } = normaliseAge(values[column] as string | number, end)
    if (note) told.refuse(column, note)
    replaceValue(draft, column, value[end])
    const other = end === 'minimum' ? 'maximum' : 'minimum'
    if (!said[other] && value[other] !== null) values[ends[other]] = value[other]
  }
}

export function refineAccessibility(draft: Draft, told: Told): Draft[] {
  const { values } = draft
  // An export of lists leaves the commas of an empty one behind.
  for (const column of ['description', 'details'])
    if (/^[\s,;]*$/.test(String(values[column] ?? ''))) values[column] = null
  const words = [values.description, values.details].filter((part) => !isBlank(part)).join('. ')
  if (words === '') return [draft]
  const { value, note } = normaliseAccessibility(words)
  if (note) told.note(note)
  values.kinds = value
  return [draft]
}

export function refineDocument(draft: Draft, told: Told): Draft[] {
  const document = draft.values.document
  if (isBlank(document)) return [draft]
  const { value, note } = normaliseDocuments(String(document))
  if (note) told.note(note)
  if (value.length === 0) {
    told.note('no-documents-needed')
    return []
  }
  draft.values.kind = value.find(({ required }) => required)?.kind ?? null
  return [draft]
}

export function refineCost(draft: Draft, told: Told): Draft[] {
  const { values } = draft
  const words = [values.amount_description, values.option].find((part) => !isBlank(part))
  if (!isBlank(values.amount) || words === undefined) return [draft]
  const { value, note } = normaliseCost(String(words))
  if (note) told.note(note)
  if (value.amount !== null) values.amount = value.amount
  if (isBlank(values.currency)) values.currency = value.currency
  return [draft]
}
