import type { Finding } from '../extraction.ts'
import type { DocumentKind, Insurance, Population } from '../facts.ts'
import { saysAnyone } from './anyone.ts'
import type { Clause } from './clauses.ts'
import { type Guard, guardOf, harmlessIn, isAboutMoney, isDenied, isProcess, isUnsaid } from './guards.ts'
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

export type Reading = {
  clause: Clause
  guard?: Guard
  anyone: boolean
  statement?: Statement
  excluded: Population[]
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
  const referral = referralIn(original)
  if (referral) reading.referral = referral.required
  const guard = guardOf(original)
  if (guard) return { ...reading, guard, anyone: guard !== 'helpers' && saysAnyone(original) }
  reading.anyone = saysAnyone(original) || (first && /^none\W*$/.test(original))
  if (!first && ONE_THING.test(original)) return reading
  const harmless = harmlessIn(original)
  const text = blank(original, harmless)
  const residence = ONE_PROGRAM.test(original)
    ? undefined
    : residenceIn(clause.words.slice(0, clause.text.length), {
        state,
        leads: MUST.test(original) || firstWordsArePeople(original),
      })
  if (residence) reading.residence = residence
  reading.income = incomeIn(text)
  const documents = documentsIn(text)
  const insurance = OFFERS_COVER.test(original) || isAboutMoney(original) ? [] : insuranceIn(text)
  reading.documents = [...new Set(documents.map(({ kind }) => kind))]
  reading.insurance = [...new Set(insurance.map(({ kind }) => kind))]
  const phrases = phraseSpans(text, residence)
  const beside = [...reading.income, ...documents, ...insurance, ...phrases]
  const people = readPeople(blank(text, beside), text, negated)
  reading.excluded = people.excluded
  // "Clients are referred by …" says how they come, not who they are.
  const onlyReferred = referral?.required === true && people.statement?.alternatives.every(isAnybody)
  if (people.statement && !onlyReferred)
    reading.statement = { ...people.statement, must: people.statement.must || reading.income.length > 0 }
  reading.read = text
  reading.marks = [
    ...reading.income.map((mention) => ({ ...mention, about: 'income' as const })),
    ...documents.map((span) => ({ ...span, about: 'documents' as const })),
    ...insurance.map((span) => ({ ...span, about: 'insuranceAny' as const })),
    ...phrases.map((span) => ({ ...span, about: 'residence' as const })),
    ...people.marks,
    ...(referral ? [{ start: referral.start, end: referral.end, about: 'referralRequired' as const }] : []),
  ]
  const found = people.found || beside.length > 0 || referral !== undefined
  reading.process = isProcess(original) || isDenied(original)
  reading.harmless = !found && !reading.unsaid && (reading.process || !hasLeftover(text))
  return reading
}

const isAnybody = ({ groups, ages, gender, ageClass, other }: Statement['alternatives'][number]): boolean =>
  groups.length + ages.length === 0 && !gender && !other && ageClass === 'any'

/** A stretch of a clause that a reader understood, and the field of the finding that it may have become. */
export type Mark = Span & {
  about: Finding['field'] | 'income' | 'age'
  ids?: Population[]
  min?: number
  max?: number
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
