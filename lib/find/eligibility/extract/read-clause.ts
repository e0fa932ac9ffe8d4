import { type Finding, placesOf } from '../extraction.ts'
import type { DocumentKind, Insurance, Population } from '../facts.ts'
import { saysAnyone } from './anyone.ts'
import type { Clause } from './clauses.ts'
import { type Excluded, readExclusions } from './excluded.ts'
import { groupsIn } from './groups.ts'
import {
  type Guard,
  guardOf,
  harmlessIn,
  isAboutMoney,
  isBeside,
  isDenied,
  isProcess,
  isUnsaid,
} from './guards.ts'
import { type IncomeMention, incomeIn } from './income.ts'
import { firstWordsArePeople, MUST } from './leading.ts'
import { hasLeftover } from './leftover.ts'
import { digitsFor } from './numbers.ts'
import type { Statement } from './outer.ts'
import { documentsIn, insuranceIn, referralIn } from './papers.ts'
import { readPeople } from './read-people.ts'
import { type ResidenceMention, residenceIn } from './residence.ts'
import { blank, type Span } from './spans.ts'
import { ONE_PROGRAM, ONE_THING } from './statement.ts'

/** Insurance as a condition, not as a help offered: "if you are uninsured, we …". */
const OFFERS_COVER =
  /\binsured (?:or|and|and\/or) (?:un|non-?)insured\b|\buninsured (?:or|and|and\/or) (?:under-?)?insured\b|\$|\bif\b|\bmany\b|\bcan (?:get|receive|apply)\b|\baccept|\bwelcome|\beven\b|\balso\b|\bpeople without insurance are\b/

/** "niños/as", "usuarios/as": both genders, as Spanish listings write them. */
const BOTH_GENDERS = /(?<=[a-z]{3}os)\/as(?![a-z])/g

/** "Unless referred by …", "unless you are homeless, …": for some of them the rest does not hold. */
const UNLESS =
  /^\W*(?:unless|a menos que|a no ser que)\b[^,]*,|,? ?\(?\b(?:unless|a menos que|a no ser que)\b.*$/

export type Reading = {
  clause: Clause
  guard?: Guard
  anyone: boolean
  statement?: Statement
  excluded: Excluded[]
  income: IncomeMention[]
  residence?: ResidenceMention
  referral?: boolean
  documents: DocumentKind[]
  insurance: Insurance[]
  /** What was read, where it stands in `read`. */
  marks: Mark[]
  /** The clause as the readers saw it: numbers as digits, everything that asks nothing blanked. */
  read: string
  /** Where a place in `read` stands in the clause's words. */
  origin: (at: number) => number
  /** It takes itself back for some ("unless …"): nobody is ruled out by it. */
  doubtful?: true
  /** "Teens are also welcome": what is said of people elsewhere does not hold for all who are served. */
  widens?: true
  /** There are conditions, but the clause does not say which, or was cut before its end. */
  unsaid: boolean
  /** The clause only says how to get in touch, when to come, or what one might need. */
  harmless: boolean
  /** It only says how to get in touch or when to come, or that something is not asked. */
  process: boolean
}

/** Everything one clause says. `negated`: it stands under a heading such as "must not have:"; `first`: nothing stands before it. */
export function readClause(
  clause: Clause,
  { state, negated, first }: { state: string | undefined; negated: boolean; first: boolean },
): Reading {
  const { text: digits, origin } = digitsFor(clause.text)
  const original = digits.replace(BOTH_GENDERS, '   ')
  const reading: Reading = {
    clause,
    anyone: false,
    excluded: [],
    income: [],
    documents: [],
    insurance: [],
    marks: [],
    read: original,
    origin,
    unsaid: clause.cut || isUnsaid(original),
    harmless: false,
    process: false,
  }
  const guard = guardOf(original)
  if (guard) {
    const referral = referralIn(original)
    return {
      ...reading,
      guard,
      anyone: guard !== 'helpers' && saysAnyone(original),
      ...(referral && { referral: referral.required }),
      ...(guard === 'priority' && isBeside(original) && namesPeople(original) && { widens: true as const }),
    }
  }
  reading.anyone = saysAnyone(original) || (first && /^none\W*$/.test(original))
  if (!first && ONE_THING.test(original)) {
    const referral = referralIn(original)
    return referral ? { ...reading, referral: referral.required } : reading
  }
  const unless = UNLESS.exec(original)
  if (unless) reading.doubtful = true
  const taken = unless ? [{ start: unless.index, end: unless.index + unless[0].length }] : []
  const said = blank(blank(original, taken), harmlessIn(original))
  const written = blank(
    clause.words.slice(0, clause.text.length),
    taken.map(({ start, end }) => ({ start: origin(start), end: origin(end) })),
  )
  const exclusions = readExclusions(said, {
    all: negated,
    residence: ({ start, end }) => {
      const place = residenceIn(written.slice(origin(start), origin(end)), { state, leads: true })
      return place && { fact: 'residence', places: placesOf(place.value) }
    },
  })
  const text = blank(said, exclusions.spans)
  const referral = referralIn(blank(original, [...taken, ...exclusions.spans]))
  if (referral) reading.referral = referral.required
  const residence = ONE_PROGRAM.test(original)
    ? undefined
    : residenceIn(
        blank(
          written,
          exclusions.spans.map(({ start, end }) => ({ start: origin(start), end: origin(end) })),
        ),
        { state, leads: MUST.test(original) || firstWordsArePeople(original) },
      )
  if (residence) reading.residence = residence
  reading.income = incomeIn(text)
  const documents = documentsIn(text)
  const insurance = OFFERS_COVER.test(original) || isAboutMoney(original) ? [] : insuranceIn(text)
  reading.documents = [...new Set(documents.map(({ kind }) => kind))]
  reading.insurance = [...new Set(insurance.map(({ kind }) => kind))]
  const phrases = phraseSpans(text, residence)
  const beside = [...reading.income, ...documents, ...insurance, ...phrases]
  const people = readPeople(blank(text, beside), text)
  reading.excluded = [...exclusions.excluded, ...people.excluded]
  // "Clients are referred by …" says how they come, not who they are.
  const onlyReferred = referral?.required === true && people.statement?.alternatives.every(isAnybody)
  if (people.statement && !onlyReferred)
    reading.statement = { ...people.statement, must: people.statement.must || reading.income.length > 0 }
  reading.read = said
  reading.marks = [
    ...exclusions.excluded.map(markOf),
    ...(beside.length + people.marks.length + exclusions.spans.length === 0 ? taken : []).map(untold),
    ...exclusions.untold.map(untold),
    ...reading.income.map((mention) => ({ ...mention, about: 'income' as const })),
    ...documents.map((span) => ({ ...span, about: 'documents' as const })),
    ...insurance.map((span) => ({ ...span, about: 'insuranceAny' as const })),
    ...phrases.map((span) => ({ ...span, about: 'residence' as const })),
    ...people.marks,
    ...(referral ? [{ start: referral.start, end: referral.end, about: 'referralRequired' as const }] : []),
  ]
  const found = people.found || beside.length > 0 || referral !== undefined || exclusions.spans.length > 0
  // "Must not have children": words that ask nothing elsewhere.
  if (!found && /\b(?:must|may|can|should|shall)(?: not|n't)\b|\bcannot\b/.test(text)) reading.unsaid = true
  reading.process = isProcess(original) || isDenied(original)
  reading.harmless = !found && !reading.unsaid && (reading.process || !hasLeftover(text))
  return reading
}

const isAnybody = ({ groups, ages, gender, ageClass, other }: Statement['alternatives'][number]): boolean =>
  groups.length + ages.length === 0 && !gender && !other && ageClass === 'any'

/** A stretch of a clause that a reader understood, and the field of the finding that it may have become. */
export type Mark = Span & {
  about: Finding['field'] | 'income' | 'age' | 'untold'
  ids?: Population[]
  min?: number
  max?: number
}

function namesPeople(text: string): boolean {
  return firstWordsArePeople(text) || groupsIn(text).mentions.length > 0
}

function untold(span: Span): Mark {
  return { ...span, about: 'untold' }
}

function markOf(excluded: Excluded): Mark {
  const { start, end } = excluded
  if ('population' in excluded)
    return { start, end, about: 'populationsExcluded', ids: [excluded.population] }
  if ('percentFpl' in excluded) return { start, end, about: 'income' }
  if ('min' in excluded) return { start, end, about: 'age', min: excluded.min }
  if ('max' in excluded) return { start, end, about: 'age', max: excluded.max }
  return { start, end, about: 'insurance' in excluded ? 'insuranceAny' : 'condition' }
}

function phraseSpans(text: string, residence: ResidenceMention | undefined): Span[] {
  if (!residence) return []
  const phrase = residence.phrase.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const start = text.indexOf(phrase)
  if (start < 0) return []
  // "residents" in the phrase still names the people who live there.
  const before = /^residents?\b/.exec(phrase)?.[0].length ?? 0
  const after = /\bresidents?$/.exec(phrase)?.[0].length ?? 0
  return [{ start: start + before, end: start + phrase.length - after }]
}
