import {
  DOCUMENTS,
  type FactId,
  GENDERS,
  INSURANCES,
  type Person,
  POPULATIONS,
} from '#find/eligibility/facts.ts'
import { IGNORABLE } from '#find/matching/ignored.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import { isDomain } from '#find/taxonomy/tree.ts'
import { type Field, isIn, oneOf, someOf, text, wholeNumber } from './search-fields.ts'

export const DELIVERIES = ['in-person', 'phone', 'online', 'home'] as const
export const OPEN = ['now', 'evenings', 'weekends'] as const
export const SORTS = ['best', 'nearest', 'soonest'] as const
export const ACCESS = ['wheelchair', 'asl'] as const
const YES = ['yes'] as const

/** Facts that are asked about by name; populations are asked about as yes or no. */
const ASKABLE: readonly FactId[] = [
  'age',
  'householdSize',
  'monthlyIncome',
  'gender',
  'residence',
  'languages',
  'insurance',
  'documents',
  ...POPULATIONS,
]

export const isDelivery = isIn(DELIVERIES)
/** A need, or a whole domain of needs. */
export const isNeed = (value: string): value is string => findNeed(value) !== undefined || isDomain(value)
const isLanguage = (value: string): value is string => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(value)
/** `need:food.pantry`, `fact:age`, `person`, `place`: something understood that the person says is wrong. */
const isIgnorable = (value: string): value is string => IGNORABLE.test(value)

/**
 * Every value of a search, once: the reader and the writer of addresses and of hidden fields are both made from this
 * table. What says something about a person travels in a body only.
 */
const FIELDS = {
  need: someOf('address', isNeed),
  near: text('address', 100),
  /** Miles. */
  within: wholeNumber('address', 1, 500),
  delivery: someOf('address', isDelivery),
  open: oneOf('address', OPEN),
  language: someOf('address', isLanguage),
  sort: oneOf('address', SORTS),
  /** As many as the engine ranks: 500 results. */
  page: wholeNumber('address', 1, 25),
  text: text('body', 2000),
  age: wholeNumber('body', 0, 120),
  householdSize: wholeNumber('body', 1, 20),
  monthlyIncome: wholeNumber('body', 0, 1_000_000),
  gender: oneOf('body', GENDERS),
  /** Where the person lives, as typed: a ZIP code, a city or a county. */
  residence: text('body', 100),
  insurance: someOf('body', isIn(INSURANCES)),
  documents: someOf('body', isIn([...DOCUMENTS, 'no-documents'])),
  is: someOf('body', isIn(POPULATIONS)),
  isNot: someOf('body', isIn(POPULATIONS)),
  children: wholeNumber('body', 0, 20),
  pets: oneOf('body', YES),
  access: someOf('body', isIn(ACCESS)),
  skip: someOf('body', isIn(ASKABLE)),
  ignore: someOf('body', isIgnorable),
} as const

type Fields = typeof FIELDS
export type SearchField = keyof Fields
export type Search = { [K in SearchField]: Fields[K] extends Field<infer T> ? T : never }

/** A value that could not be read. The search goes on without it, and the page says so. */
export type SearchProblem = { field: SearchField; value: string }

const NAMES = Object.keys(FIELDS) as SearchField[]

export const BLANK_SEARCH: Search = Object.fromEntries(
  NAMES.map((name) => [name, FIELDS[name].blank]),
) as unknown as Search

/** Reads an address (then only what may stand in one) or a form. Never throws: bad values fall back and are reported. */
export function readSearch(
  params: URLSearchParams,
  from: 'address' | 'form',
): { search: Search; problems: SearchProblem[] } {
  const search: Record<string, unknown> = { ...BLANK_SEARCH }
  const problems: SearchProblem[] = []
  for (const name of NAMES) {
    const field: Field<unknown> = FIELDS[name]
    if (from === 'address' && field.travels === 'body') continue
    const values = params.getAll(name).filter((value) => value.trim() !== '')
    if (values.length === 0) continue
    const value = field.read(values)
    if (value === undefined) problems.push({ field: name, value: values.join(', ').slice(0, 100) })
    else search[name] = value
  }
  return { search: search as Search, problems }
}

function entriesOf(search: Search, wanted: (name: SearchField) => boolean): [SearchField, string][] {
  return NAMES.filter(wanted).flatMap((name) => {
    const field = FIELDS[name] as Field<unknown>
    return field.write(search[name]).map((value): [SearchField, string] => [name, value])
  })
}

/** The query of an address, without a question mark: only what may stand there. */
export function searchQuery(search: Partial<Search>): string {
  const entries = entriesOf({ ...BLANK_SEARCH, ...search }, (name) => FIELDS[name].travels === 'address')
  return new URLSearchParams(entries).toString()
}

/** Everything, for hidden fields, but for what the form itself asks. */
export function searchEntries(search: Search, without: readonly SearchField[] = []): [SearchField, string][] {
  return entriesOf(search, (name) => !without.includes(name))
}

/** Whether the search says anything about a person: then it may not become an address. */
export function isPrivate(search: Search): boolean {
  return entriesOf(search, (name) => FIELDS[name].travels === 'body').length > 0
}

/** What the answers say of the person. Where they live is text and still has to be found on the map. */
export function personOf(search: Search): Omit<Person, 'residence'> {
  const { age, householdSize, monthlyIncome, gender, language, insurance, documents } = search
  const populations = {
    ...Object.fromEntries(search.is.map((id) => [id, true])),
    ...Object.fromEntries(search.isNot.map((id) => [id, false])),
  }
  const held = documents.filter((id) => id !== 'no-documents')
  return {
    ...(age !== null && { age }),
    ...(householdSize !== null && { householdSize }),
    ...(monthlyIncome !== null && { monthlyIncome }),
    ...(gender !== null && { gender }),
    ...(language.length > 0 && { languages: language }),
    ...(insurance.length > 0 && { insurance }),
    ...(documents.length > 0 && { documents: held }),
    ...(Object.keys(populations).length > 0 && { populations }),
  }
}

/** The search as it would be if a fact had not been told. Populations go by their own ids. */
export function withoutFact(search: Search, fact: string): Search {
  if (fact.startsWith('access-')) return { ...search, access: [] }
  switch (fact) {
    case 'languages':
      return { ...search, language: [] }
    case 'insurance':
    case 'documents':
      return { ...search, [fact]: [] }
    case 'residence':
      return { ...search, residence: '' }
    case 'age':
    case 'householdSize':
    case 'monthlyIncome':
    case 'gender':
    case 'children':
    case 'pets':
      return { ...search, [fact]: null }
    default:
      return {
        ...search,
        is: search.is.filter((id) => id !== fact),
        isNot: search.isNot.filter((id) => id !== fact),
      }
  }
}

/** The search as it would be if nothing were known of the person. */
export function withoutPerson(search: Search): Search {
  const told = Object.keys(personOf(search))
  const answered = [...told, ...search.is, ...search.isNot, 'residence', 'children', 'pets']
  return answered.reduce(withoutFact, { ...search, ignore: [...search.ignore, 'person'] })
}
