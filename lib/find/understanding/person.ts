import {
  type DocumentKind,
  GENDERS,
  INSURANCES,
  type Insurance,
  type Person,
  POPULATIONS,
  type Population,
} from '#find/eligibility/facts.ts'
import type { CrisisKind, UnderstoodNeed } from './model.ts'
import { stoodBy } from './negation.ts'
import type { Found, Reading } from './steps.ts'
import { isCount, OF_PARENTS, ownerOf, type People, peopleIn, spokenGender } from './who.ts'

/** True of everybody under one roof, whoever of them the text says it of. */
const SHARED: ReadonlySet<string> = new Set([
  ...['householdSize', 'income-month', 'income-year', 'income-week', 'income-hour', 'insurance', 'documents'],
  ...['languages', 'unhoused', 'at-risk-of-homelessness', 'low-income', 'disaster-affected', 'undocumented'],
  ...['immigrant', 'refugee-asylee', 'caregiver', 'survivor-domestic-violence', 'unemployed'],
  'military-family',
])

const COUPLE: ReadonlySet<string> = new Set(['self', 'partner'])

/** Over when it is past: who "used to be homeless" is not now. A veteran and a survivor remain one. */
const OF_NOW: ReadonlySet<string> = new Set([
  ...['unhoused', 'at-risk-of-homelessness', 'pregnant', 'student', 'unemployed', 'low-income', 'homebound'],
])

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
  const age = ageOf(own) ?? (facts.some((fact) => factOf(fact) === 'age') ? undefined : aside(readings))
  if (age !== undefined) person.age = age
  const household = numberOf(own, 'householdSize')
  if (household !== undefined && Number.isInteger(household) && household >= 1 && household <= 20) {
    person.householdSize = household
  }
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
  const documents = documentsOf(own)
  if (documents !== undefined) person.documents = documents
  const populations = populationsOf(own, facts, readings, people)
  if (Object.keys(populations).length > 0) person.populations = populations
  return person
}

function factOf(found: Found): string {
  return found.rule.meaning.kind === 'fact' ? found.rule.meaning.fact : ''
}

function valuesOf(facts: readonly Found[], fact: string): string[] {
  return facts.flatMap((found) =>
    found.rule.meaning.kind === 'fact' && found.rule.meaning.fact === fact ? [found.rule.meaning.value] : [],
  )
}

function belongs(fact: Found, { mentions, target }: People): boolean {
  if (SHARED.has(factOf(fact))) return true
  const ofParent = OF_PARENTS.has(factOf(fact))
  if (ofParent && target === 'kid' && factOf(fact) === 'parent-of-minor') return false
  const owner = ownerOf(fact, mentions, ofParent ? 'kid' : null)
  // "Me, my wife and our two kids": the children of one are the other's.
  if (factOf(fact) === 'parent-of-minor' && COUPLE.has(target) && owner !== null && COUPLE.has(owner))
    return true
  return owner === null || owner === target
}

/** The one age that is said; two different ones leave it open whose is whose. */
function ageOf(facts: readonly Found[]): number | undefined {
  const ages = new Set(facts.flatMap((found) => yearsIn(found) ?? []))
  return ages.size === 1 ? [...ages][0] : undefined
}

/** "My pops, a vet, 77, needs": a grown person's age between commas, with nothing said of what it counts. */
function aside(readings: readonly Reading[]): number | undefined {
  const tokens = readings[0]?.tokens ?? []
  const found = tokens.filter(
    ({ clause, value, currency }) =>
      value !== undefined &&
      Number.isInteger(value) &&
      value >= 18 &&
      value <= 110 &&
      currency !== true &&
      tokens.filter((other) => other.clause === clause).length === 1,
  )
  return found.length === 1 ? found[0]?.value : undefined
}

/** Whole years; of a baby's months they are cut. "7 months pregnant" and "3 kids" tell no age. */
function yearsIn(found: Found): number | undefined {
  const [said] = found.numbers
  if (said === undefined || !Number.isInteger(said)) return undefined
  if (factOf(found) === 'age-months') return said <= 36 ? Math.floor(said / MONTHS_PER_YEAR) : undefined
  if (factOf(found) !== 'age' || said < 0 || said > 120) return undefined
  return isCount(found) ? undefined : said
}

function numberOf(facts: readonly Found[], fact: string): number | undefined {
  const found = facts.find((each) => factOf(each) === fact)
  if (found?.rule.meaning.kind !== 'fact') return undefined
  return amountOf(found.rule.meaning.value, found.numbers[0])
}

/** `#` is the number said, `#+1` one more than it ("me and my 3 kids"), anything else stands for itself. */
function amountOf(value: string, said: number | undefined): number | undefined {
  if (!value.startsWith('#')) return Number(value)
  return said === undefined ? undefined : said + Number(value.slice('#+'.length) || 0)
}

function monthlyIncomeOf(facts: readonly Found[]): number | undefined {
  const byPeriod = [
    ['income-month', 1],
    ['income-year', 1 / MONTHS_PER_YEAR],
    ['income-week', WEEKS_PER_YEAR / MONTHS_PER_YEAR],
    ['income-hour', HOURS_PER_YEAR / MONTHS_PER_YEAR],
  ] as const
  for (const [fact, factor] of byPeriod) {
    const amount = numberOf(facts, fact)
    if (amount !== undefined && amount >= 0 && amount <= 1_000_000) return Math.round(amount * factor)
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
  const said = valuesOf(facts, 'insurance')
  const held = INSURANCES.filter((id) => id !== 'none' && said.includes(id))
  return held.length === 0 && said.includes('none') ? ['none'] : held
}

function documentsOf(facts: readonly Found[]): DocumentKind[] | undefined {
  return valuesOf(facts, 'documents').includes('none') ? [] : undefined
}

function populationsOf(
  own: readonly Found[],
  all: readonly Found[],
  readings: readonly Reading[],
  { mentions, target }: People,
): Partial<Record<Population, boolean>> {
  const populations: Partial<Record<Population, boolean>> = {}
  for (const id of POPULATIONS) {
    const said = own.filter(
      (found) => factOf(found) === id && !(OF_NOW.has(id) && stoodBy(found, readings, 'past')),
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
