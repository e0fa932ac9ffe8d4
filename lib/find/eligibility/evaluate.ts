import { covers } from '#find/geo/coverage.ts'
import { foldName } from '#find/geo/names.ts'
import type { FactId } from './facts.ts'
import type { Known } from './known.ts'
import { and, known, not, or } from './logic.ts'
import { monthlyMedian } from './median.ts'
import type { Comparison, Condition, ResidencePlace, Verdict } from './model.ts'
import { percentOfPoverty } from './poverty.ts'

/** The largest household facts.csv allows: an income above its limit is above every limit. */
const LARGEST_HOUSEHOLD = 20

/** Whether `condition` holds of the person, as far as it is known. `state` (USPS) is the service's, for poverty tables; without it the person's counts. */
export function evaluate(condition: Condition, person: Known, state?: string): Verdict {
  if ('all' in condition) return and(condition.all.map((part) => evaluate(part, person, state)))
  if ('any' in condition) return or(condition.any.map((part) => evaluate(part, person, state)))
  if ('not' in condition) return not(evaluate(condition.not, person, state))
  return compare(condition, person, state)
}

function compare(comparison: Comparison, known_: Known, state?: string): Verdict {
  const { person } = known_
  switch (comparison.fact) {
    case 'age': {
      if (person.age === undefined) return 'unknown'
      const { min = 0, max = Number.POSITIVE_INFINITY } = comparison
      return known(person.age >= min && person.age <= max)
    }
    case 'gender':
      return genderVerdict(comparison.is, person.gender)
    case 'population':
      return populationVerdict(comparison.is, known_, state)
    case 'income':
      return incomeVerdict(comparison, known_, state)
    case 'residence':
      return or(comparison.places.map((place) => placeVerdict(place, known_)))
    case 'insurance':
      if (!person.insurance?.length) return 'unknown'
      return known(person.insurance.some((kind) => comparison.anyOf.includes(kind)))
    case 'documents':
      if (person.documents === undefined) return 'unknown'
      return known(comparison.allOf.every((kind) => person.documents?.includes(kind)))
  }
}

/** "Women only" says nothing for certain about people who are neither man nor woman: those places have to be asked. */
function genderVerdict(wanted: string, gender: string | undefined): Verdict {
  if (gender === undefined) return 'unknown'
  if (gender === wanted) return 'yes'
  const binary = ['woman', 'man']
  return binary.includes(wanted) && !binary.includes(gender) ? 'unknown' : 'no'
}

/**
 * "Low-income" without an amount has no agreed line. Twice the poverty level counts as low in most programs that give
 * one (and in the Urban Institute's and the Census Bureau's "low-income"), so at or below it is yes; above it is not
 * known rather than no.
 */
const LOW_INCOME_PERCENT_FPL = 200

function populationVerdict(population: string, person: Known, state?: string): Verdict {
  const said = known(person.populations[population as keyof Known['populations']])
  if (said !== 'unknown' || population !== 'low-income') return said
  return incomeVerdict({ fact: 'income', percentFpl: LOW_INCOME_PERCENT_FPL }, person, state) === 'yes'
    ? 'yes'
    : 'unknown'
}

type IncomeComparison = Extract<Comparison, { fact: 'income' }>

/**
 * Limits rise with the household, so an income may settle a rule though the household is not known; and with the column
 * of the poverty table, so where neither service nor person says which state it is, both ends of the table must agree.
 */
function incomeVerdict(comparison: IncomeComparison, known: Known, state?: string): Verdict {
  const { person, now, areas } = known
  const { monthlyIncome, householdSize } = person
  if (monthlyIncome === undefined) return 'unknown'
  if ('percentMedian' in comparison) return medianVerdict(comparison.percentMedian, monthlyIncome, known)
  const within = (size: number, column: string): boolean =>
    'percentFpl' in comparison
      ? percentOfPoverty({ monthlyIncome, householdSize: size, state: column }, now) <= comparison.percentFpl
      : monthlyIncome <= dollarLimit(comparison, size)
  const home = state ?? areas.state?.slice('state:'.length)
  if (within(householdSize ?? 1, home ?? LOWEST_COLUMN)) return 'yes'
  return within(householdSize ?? LARGEST_HOUSEHOLD, home ?? HIGHEST_COLUMN) ? 'unknown' : 'no'
}

/** The median is that of where the person lives: their county, else their state. */
function medianVerdict(percent: number, monthlyIncome: number, { person, areas, medians }: Known): Verdict {
  const limit = (size: number) => {
    const median = monthlyMedian(medians, [areas.county, areas.state], size)
    return median === undefined ? undefined : (median * percent) / 100
  }
  const [least, most] = [limit(person.householdSize ?? 1), limit(person.householdSize ?? LARGEST_HOUSEHOLD)]
  if (least === undefined || most === undefined) return 'unknown'
  if (monthlyIncome <= least) return 'yes'
  return monthlyIncome <= most ? 'unknown' : 'no'
}

/** Any of the contiguous states, and the state with the highest guideline. */
const LOWEST_COLUMN = 'contiguous'
const HIGHEST_COLUMN = 'AK'

/** US dollars a month for a household of `size`. */
function dollarLimit(
  { dollars, eachMore = 0 }: { dollars: number[]; eachMore?: number | undefined },
  size: number,
): number {
  const last = dollars.length
  return (dollars[Math.min(size, last) - 1] ?? 0) + Math.max(0, size - last) * eachMore
}

function placeVerdict({ name, code }: ResidencePlace, { home, cityName }: Known): Verdict {
  if (code === undefined) return cityName !== undefined && cityName === foldName(name) ? 'yes' : 'unknown'
  if (code === 'us') return 'yes'
  return home ? covers([code], home) : 'unknown'
}

/** The facts that, were they known, could settle `condition`, the first to ask of first; empty when it is settled. */
export function undecided(condition: Condition, person: Known, state?: string): FactId[] {
  if (evaluate(condition, person, state) !== 'unknown') return []
  if ('all' in condition) return condition.all.flatMap((part) => undecided(part, person, state))
  if ('any' in condition) return condition.any.flatMap((part) => undecided(part, person, state))
  if ('not' in condition) return undecided(condition.not, person, state)
  return factToAsk(condition, person)
}

function factToAsk(comparison: Comparison, { person, areas, medians }: Known): FactId[] {
  switch (comparison.fact) {
    case 'population':
      return [comparison.is]
    case 'income':
      if ('percentMedian' in comparison && !monthlyMedian(medians, [areas.county, areas.state], 1)) {
        return medians.size > 0 && !areas.county ? ['residence'] : []
      }
      if (person.monthlyIncome === undefined) return ['monthlyIncome']
      return [person.householdSize === undefined ? 'householdSize' : 'residence']
    case 'gender':
      return person.gender === undefined ? ['gender'] : []
    case 'residence':
      return comparison.places.some((place) => place.code) ? ['residence'] : []
    default:
      return [comparison.fact]
  }
}

/** The fact a condition turns on, for a reason: an income rule gives `monthlyIncome`, a population rule its id. */
export function factOf(condition: Condition): FactId | 'other' {
  if ('all' in condition) return condition.all[0] ? factOf(condition.all[0]) : 'other'
  if ('any' in condition) return condition.any[0] ? factOf(condition.any[0]) : 'other'
  if ('not' in condition) return factOf(condition.not)
  if (condition.fact === 'population') return condition.is
  return condition.fact === 'income' ? 'monthlyIncome' : condition.fact
}
