import type { Finding } from '../extraction.ts'
import type { Alternative } from './alternatives.ts'
import { leftoverIn, type Open } from './leftover.ts'
import { OF_A_KIND } from './people.ts'
import type { Mark, Reading } from './read-clause.ts'
import { blank } from './spans.ts'

/** Limits of age that a structured field of the listing states, whole years. */
export type StatedAges = { min?: number; max?: number }

type Account = { noCondition: string[]; unknown: string[] }

/**
 * What became of the clauses: what no rule says is either no condition or has to be asked about, in its own words. Of a
 * clause that a rule accounts for only in part, the rest stands in `unknown`.
 */
export function accountFor(readings: Reading[], findings: Finding[], stated: StatedAges): Account {
  const account: Account = { noCondition: [], unknown: [] }
  const open = openPeople(readings, findings, stated)
  for (const reading of readings) {
    const { words } = reading.clause
    const used = reading.marks.filter((mark) => isUsed(mark, words, findings, stated))
    const ruled = used.length > 0 || findings.some((finding) => finding.words.includes(words))
    if (asksNothing(reading)) {
      if (!ruled) account.noCondition.push(words)
      continue
    }
    const left = leftWords(reading, used, open)
    if (left.length === 0 && !reading.unsaid) {
      if (!ruled) account.noCondition.push(words)
    } else if (ruled && left.length > 0) account.unknown.push(...left)
    else account.unknown.push(words)
  }
  return account
}

const HARMLESS_GUARDS: ReadonlySet<string | undefined> = new Set([
  'priority',
  'price',
  'helpers',
  'statistics',
])

/** A preference, a price, how to call; or that anyone may come, which leaves nothing to ask however it is said. */
function asksNothing({ guard, anyone, marks, harmless, process }: Reading): boolean {
  return HARMLESS_GUARDS.has(guard) || (anyone && marks.length === 0) || (harmless && process)
}

/** Whether what was read at `mark` stands in a rule. */
function isUsed(mark: Mark, words: string, findings: Finding[], stated: StatedAges): boolean {
  const says = (finding: Finding) => finding.words.includes(words)
  if (mark.about === 'age') {
    const { min, max } = mark
    const has = (field: 'minAge' | 'maxAge', value: number | undefined) =>
      value !== undefined && findings.some((one) => one.field === field && one.value === value)
    return (
      has('minAge', min) ||
      has('maxAge', max) ||
      (min !== undefined && min === stated.min) ||
      (max !== undefined && max === stated.max)
    )
  }
  if (mark.about === 'populations') {
    const { ids = [] } = mark
    const byPercent = ids.every((id) => id === 'low-income') && findings.some(isPercent)
    return (
      byPercent ||
      findings.some(
        (one) => one.field === 'populations' && says(one) && ids.every((id) => one.value.includes(id)),
      )
    )
  }
  if (mark.about === 'income')
    return findings.some((one) => (isPercent(one) || one.field === 'condition') && says(one))
  return findings.some((one) => one.field === mark.about && (says(one) || one.field === 'residence'))
}

function isPercent({ field }: Finding): boolean {
  return field === 'maxIncomePercentFpl'
}

/** Words for people that ask something which no rule says: "seniors" where no age is known, "women" beside children. */
function openPeople(readings: Reading[], findings: Finding[], stated: StatedAges): Open {
  const heads = readings
    .filter(({ guard }) => guard === undefined)
    .flatMap(({ statement }) => statement?.alternatives ?? [])
    .filter(({ head }) => head !== '')
  const has = (...fields: Finding['field'][]) => findings.some(({ field }) => fields.includes(field))
  const aged = has('minAge', 'maxAge') || stated.min !== undefined || stated.max !== undefined
  const anybody = heads.some(
    ({ ageClass, gender }) => (ageClass === 'any' || ageClass === 'adult') && !gender,
  )
  const kinds = heads.filter(({ head }) => KIND.test(head))
  const young = heads.some(({ ageClass }) => ageClass === 'child' || ageClass === 'youth')
  const old = heads.some(({ ageClass }) => ageClass === 'senior')
  const genders = new Set(heads.flatMap(({ gender }) => gender ?? []))
  const mothers = findings.some(
    ({ field, value }) =>
      field === 'populations' && (value as string[]).some((id) => id === 'pregnant' || id === 'postpartum'),
  )
  return {
    ages: !aged && !anybody && (young || old),
    kinds: kinds.length > 0 && kinds.length === heads.length && kinds.every(isUntold),
    genders: genders.size === 1 && !anybody && !mothers && !has('gender'),
  }
}

const KIND = new RegExp(`^${OF_A_KIND}$`)

function isUntold({ groups, ages }: Alternative): boolean {
  return groups.length + ages.length === 0
}

/** The parts of the clause that nothing accounts for, as written. */
function leftWords({ clause, read, origin, marks }: Reading, used: Mark[], open: Open): string[] {
  const unused = marks.filter((mark) => !used.includes(mark))
  return leftoverIn(blank(read, used), open, unused).map(({ start, end }) =>
    clause.words.slice(origin(start), origin(end)),
  )
}
