import {
  type DocumentKind,
  GENDERS,
  INSURANCES,
  type Insurance,
  type Person,
  POPULATIONS,
  type Population,
} from '#find/eligibility/facts.ts'
import type { Found, Reading } from './match.ts'
import type { CrisisKind, UnderstoodNeed } from './model.ts'
import { ownerOf, type Role, targetOf } from './who.ts'

/** True of everybody under one roof, whoever of them the text says it of. */
const SHARED: ReadonlySet<string> = new Set([
  ...['householdSize', 'income-month', 'income-year', 'income-week', 'income-hour', 'insurance', 'documents'],
  ...['languages', 'unhoused', 'at-risk-of-homelessness', 'low-income', 'disaster-affected', 'undocumented'],
  ...['immigrant', 'refugee-asylee', 'caregiver'],
])
/** Said with the child's name beside it, but of the parent. */
const OF_PARENTS: ReadonlySet<string> = new Set(['pregnant', 'postpartum', 'parent-of-minor'])

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
  const target = targetOf(facts, readings, needs, crisis)
  const own = facts.filter((fact) => belongs(fact, readings, target))
  const person: Person = {}
  const age = ageOf(own)
  if (age !== undefined) person.age = age
  const household = numberOf(own, 'householdSize')
  if (household !== undefined && Number.isInteger(household) && household >= 1 && household <= 20) {
    person.householdSize = household
  }
  const income = monthlyIncomeOf(own)
  if (income !== undefined) person.monthlyIncome = income
  const gender = GENDERS.find((id) => valuesOf(own, 'gender').includes(id)) ?? genderOf(readings, target)
  if (gender !== undefined) person.gender = gender
  const languages = languagesWanted(own)
  if (languages.length > 0) person.languages = languages
  const insurance = insuranceOf(own)
  if (insurance.length > 0) person.insurance = insurance
  const documents = documentsOf(own)
  if (documents !== undefined) person.documents = documents
  const populations = populationsOf(own, facts, readings, target)
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

function belongs(fact: Found, readings: readonly Reading[], target: Role): boolean {
  if (SHARED.has(factOf(fact))) return true
  const ofParent = OF_PARENTS.has(factOf(fact))
  if (ofParent && target === 'kid' && factOf(fact) === 'parent-of-minor') return false
  const owner = ownerOf(fact, readings, ofParent ? 'kid' : null)
  return owner === null || owner === target || (owner === 'they' && target !== 'self')
}

/** The one age that is said; two different ones leave it open whose is whose. */
function ageOf(facts: readonly Found[]): number | undefined {
  const ages = new Set(
    facts.flatMap((found) => {
      const number = factOf(found) === 'age' ? found.numbers[0] : undefined
      return number !== undefined && Number.isInteger(number) && number >= 0 && number <= 120 ? [number] : []
    }),
  )
  return ages.size === 1 ? [...ages][0] : undefined
}

function numberOf(facts: readonly Found[], fact: string): number | undefined {
  const found = facts.find((each) => factOf(each) === fact)
  if (found?.rule.meaning.kind !== 'fact') return undefined
  return found.rule.meaning.value === '#' ? found.numbers[0] : Number(found.rule.meaning.value)
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

function genderOf(readings: readonly Reading[], target: Role): Person['gender'] | undefined {
  if (target === 'self') return undefined
  const said = (name: string): boolean =>
    readings.some((reading) => (reading.classes.get(name)?.size ?? 0) > 0)
  const woman = said(`${target}-woman`)
  const man = said(`${target}-man`)
  if (woman === man) return undefined
  return woman ? 'woman' : 'man'
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
  target: Role,
): Partial<Record<Population, boolean>> {
  const populations: Partial<Record<Population, boolean>> = {}
  for (const id of POPULATIONS) {
    const values = valuesOf(own, id)
    if (values.length > 0) populations[id] = values.includes('true')
  }
  const kin = all.some((found) => {
    if (factOf(found) !== 'veteran' || !valuesOf([found], 'veteran').includes('true')) return false
    const owner = ownerOf(found, readings)
    return owner !== null && owner !== 'self' && owner !== target && owner !== 'they' && owner !== 'other'
  })
  if (kin && target === 'self') populations['military-family'] = true
  return populations
}
