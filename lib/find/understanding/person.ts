import {
  GENDERS,
  INSURANCES,
  type Insurance,
  type Person,
  POPULATIONS,
  type Population,
} from '#find/eligibility/facts.ts'
import { householdOf } from './household.ts'
import type { CrisisKind, UnderstoodNeed } from './model.ts'
import { stoodBy } from './negation.ts'
import { papersOf } from './papers.ts'
import { amountOf, factOf, numberOf, valuesOf } from './said.ts'
import type { Found, Reading } from './steps.ts'
import { isCount, isOfPartner, OF_PARENTS, ownerOf, type People, peopleIn, spokenGender } from './who.ts'

/** True of everybody under one roof, whoever of them the text says it of. */
const SHARED: ReadonlySet<string> = new Set([
  ...['householdSize', 'income-month', 'income-year', 'income-week', 'income-hour', 'insurance', 'documents'],
  ...['languages', 'unhoused', 'at-risk-of-homelessness', 'low-income', 'disaster-affected', 'undocumented'],
  ...['immigrant', 'refugee-asylee', 'caregiver', 'survivor-domestic-violence', 'unemployed'],
  'military-family',
])

/** Violence of which the text itself says that it was of another kind. */
const ELSEWHERE = ['survivor-sexual-assault', 'survivor-trafficking', 'crime-victim'] as const

const COUPLE: ReadonlySet<string> = new Set(['self', 'partner'])

/** Over when it is past: who "used to be homeless" is not now. A veteran and a survivor remain one. */
const OF_NOW: ReadonlySet<string> = new Set([
  ...['unhoused', 'at-risk-of-homelessness', 'pregnant', 'student', 'unemployed', 'low-income', 'homebound'],
])

const GROWN = 18
const LEAST_ASIDE = 12
const OLDEST = 110

const MONTHS_PER_YEAR = 12
const WEEKS_PER_YEAR = 52
/** Full time, as the Department of Labor counts a year of hours: 52 weeks of 40. */
const HOURS_PER_YEAR = 2080

/** Facts about the person who needs help: what is said of somebody else is left out. */
export function personOf(
  facts: readonly Found[],
  readings: readonly Reading[],
  needs: readonly UnderstoodNeed[],
  crisis: CrisisKind | null,
): Person {
  const people = peopleIn(facts, readings, needs, crisis)
  const own = facts.filter((fact) => belongs(fact, people))
  const person: Person = {}
  const age = ageOf(own, readings) ?? asideOf(readings, people, facts)
  if (age !== undefined) person.age = age
  const household = householdOf(own, people)
  if (household !== undefined) person.householdSize = household
  const income = monthlyIncomeOf(own)
  if (income !== undefined) person.monthlyIncome = income
  const gender =
    GENDERS.find((id) => valuesOf(own, 'gender').includes(id)) ??
    (people.target === 'self' ? undefined : spokenGender(readings, people.target))
  if (gender !== undefined) person.gender = gender
  const languages = languagesWanted(own)
  if (languages.length > 0) person.languages = languages
  const insurance = insuranceOf(own)
  if (insurance.length > 0) person.insurance = insurance
  const documents = papersOf(own, readings)
  if (documents !== undefined) person.documents = documents
  const populations = populationsOf(own, facts, readings, people)
  const elsewhere =
    ELSEWHERE.some((id) => populations[id]) || needs.some(({ id }) => id === 'safety.trafficking')
  if (crisis === 'violence' && !elsewhere && isOfPartner(people, readings)) {
    populations['survivor-domestic-violence'] ??= true
  }
  if (Object.keys(populations).length > 0) person.populations = populations
  return person
}

function belongs(fact: Found, { mentions, target }: People): boolean {
  if (SHARED.has(factOf(fact))) return true
  const ofParent = OF_PARENTS.has(factOf(fact))
  if (target === 'kid' && factOf(fact) === 'parent-of-minor') return false
  const owner = ownerOf(fact, mentions, ofParent ? 'kid' : null)
  // "Me, my wife and our two kids": the children of one are the other's.
  if (factOf(fact) === 'parent-of-minor' && COUPLE.has(target) && owner !== null && COUPLE.has(owner))
    return true
  return owner === null || owner === target
}

/** The one age that is said; two different ones leave it open whose is whose. "When I was 20" tells none. */
function ageOf(facts: readonly Found[], readings: readonly Reading[]): number | undefined {
  const ages = new Set(
    facts.flatMap((found) => (stoodBy(found, readings, 'back-then') ? [] : (yearsIn(found) ?? []))),
  )
  return ages.size === 1 ? [...ages][0] : undefined
}

/**
 * "My pops, a vet, 77, needs", "em 19", "她75了": an age between commas, with nothing in its clause but words of a
 * person. Nobody named there: it is the age of whoever needs help, if it is a grown person's and the only age told.
 */
function asideOf(
  readings: readonly Reading[],
  { mentions, target }: People,
  facts: readonly Found[],
): number | undefined {
  const tokens = readings[0]?.tokens ?? []
  const told = facts.some((fact) => factOf(fact) === 'age' && yearsIn(fact) !== undefined)
  const ages = tokens.flatMap(({ clause, value, currency }, at) => {
    if (value === undefined || !Number.isInteger(value) || currency === true) return []
    const others = tokens.flatMap((other, index) => (other.clause === clause && index !== at ? [index] : []))
    if (!others.every((index) => readings.some((reading) => isBesideAge(reading, index)))) return []
    const named = mentions.findLast(({ start }) => others.includes(start))
    const least = named === undefined && others.length === 0 ? GROWN : LEAST_ASIDE
    if (value < least || value > OLDEST || (named === undefined ? told : named.role !== target)) return []
    return [value]
  })
  return ages.length === 1 ? ages[0] : undefined
}

/** Whether a token may stand beside a bare age: a word for somebody, a form of "be", "now", "only". */
function isBesideAge(reading: Reading, at: number): boolean {
  return ['beside-age', 'kin', 'they'].some((name) =>
    [...(reading.classes.get(name) ?? [])].some(
      ([start, spans]) => start <= at && spans.some(({ end }) => at < end),
    ),
  )
}

/** Whole years; of a baby's months they are cut. "7 months pregnant" and "3 kids" tell no age. */
function yearsIn(found: Found): number | undefined {
  const said = amountOf(valuesOf([found], factOf(found))[0] ?? '#', found.numbers[0])
  if (said === undefined || !Number.isInteger(said)) return undefined
  if (factOf(found) === 'age-months') return said <= 36 ? Math.floor(said / MONTHS_PER_YEAR) : undefined
  if (factOf(found) !== 'age' || said < 0 || said > 120) return undefined
  return isCount(found) ? undefined : said
}

function monthlyIncomeOf(facts: readonly Found[]): number | undefined {
  const byPeriod = [
    ['income-month', 1, 30],
    ['income-year', 1 / MONTHS_PER_YEAR, 500],
    ['income-week', WEEKS_PER_YEAR / MONTHS_PER_YEAR, 20],
    ['income-hour', HOURS_PER_YEAR / MONTHS_PER_YEAR, 2],
  ] as const
  for (const [fact, factor, least] of byPeriod) {
    const amount = numberOf(facts, fact)
    // Less is no income but a count: "2 months".
    if (amount !== undefined && (amount === 0 || amount >= least) && amount <= 1_000_000) {
      return Math.round(amount * factor)
    }
  }
  return undefined
}

function languagesWanted(facts: readonly Found[]): string[] {
  const wanted = facts
    .filter((found) => factOf(found) === 'languages')
    .flatMap((found) =>
      [...found.reading.classes].flatMap(([name, spans]) =>
        name.startsWith('lang-') && found.used.some((token) => spans.has(token))
          ? [name.slice('lang-'.length)]
          : [],
      ),
    )
  return [...new Set(wanted)]
}

function insuranceOf(facts: readonly Found[]): Insurance[] {
  const said = new Set(valuesOf(facts, 'insurance'))
  const held = [...said].flatMap((id) => INSURANCES.find((each) => each === id && each !== 'none') ?? [])
  return held.length === 0 && said.has('none') ? ['none'] : held
}

function populationsOf(
  own: readonly Found[],
  all: readonly Found[],
  readings: readonly Reading[],
  { mentions, target }: People,
): Partial<Record<Population, boolean>> {
  const populations: Partial<Record<Population, boolean>> = {}
  for (const id of POPULATIONS) {
    const found = own.filter((each) => factOf(each) === id)
    const denied = found.filter((each) => valuesOf([each], id)[0] === 'false')
    const said = found.filter(
      (each) =>
        !(OF_NOW.has(id) && stoodBy(each, readings, 'past')) &&
        (denied.includes(each) || !denied.some(({ used }) => used.some((at) => each.used.includes(at)))),
    )
    const values = said.map(
      (found) => valuesOf([found], id)[0] === 'true' && !stoodBy(found, readings, 'not-so', 0),
    )
    if (values.length > 0) populations[id] = values.includes(true)
  }
  const kin = all.some((found) => {
    if (factOf(found) !== 'veteran' || !valuesOf([found], 'veteran').includes('true')) return false
    const owner = ownerOf(found, mentions)
    return owner !== null && owner !== 'self' && owner !== target && owner !== 'other'
  })
  if (kin && target === 'self') populations['military-family'] = true
  return populations
}
