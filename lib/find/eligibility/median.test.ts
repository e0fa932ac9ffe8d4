import { expect, it } from 'vitest'
import { evaluate, undecided } from './evaluate.ts'
import type { Person } from './facts.ts'
import { knownOf } from './known.ts'
import { medians, parseMedians } from './median.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const HEADER = 'area,persons1,persons2,persons3,persons4,persons5,persons6,persons7,persons8'
const table = parseMedians(
  `${HEADER}\n48029,48000,54000,60000,66000,72000,78000,84000,90000\nTX,36000,42000,48000,54000,60000,66000,72000,78000\n`,
)
const half = { fact: 'income', percentMedian: 50 } as const
const of = (person: Person) => ({ ...knownOf(person, NOW), medians: table })

it('judges a share of the area median where the operator has loaded the table', () => {
  const bexar = { residence: { county: '48029', state: 'TX' } }
  expect(evaluate(half, of({ ...bexar, monthlyIncome: 2_700, householdSize: 4 }))).toBe('yes')
  expect(evaluate(half, of({ ...bexar, monthlyIncome: 2_800, householdSize: 4 }))).toBe('no')
  // 90,000 and 8% of 66,000 for each of two more.
  expect(evaluate(half, of({ ...bexar, monthlyIncome: 4_100, householdSize: 10 }))).toBe('yes')
  expect(
    evaluate(
      half,
      of({ residence: { county: '48453', state: 'TX' }, monthlyIncome: 1_500, householdSize: 1 }),
    ),
  ).toBe('yes')
})

it('leaves it unknown without the place, the table, or a household that would settle it, and asks for what is missing', () => {
  expect(evaluate(half, of({ monthlyIncome: 1_000, householdSize: 1 }))).toBe('unknown')
  expect(undecided(half, of({ monthlyIncome: 1_000, householdSize: 1 }))).toEqual(['residence'])
  const alone = { residence: { state: 'TX' }, monthlyIncome: 1_000 }
  expect(evaluate(half, of(alone))).toBe('yes')
  expect(undecided(half, of({ ...alone, monthlyIncome: 2_000 }))).toEqual(['householdSize'])
  expect(evaluate(half, knownOf({ ...alone, householdSize: 1 }, NOW))).toBe('unknown')
  expect(undecided(half, knownOf(alone, NOW))).toEqual([])
})

it('ships without rows, and says which row of an operator is wrong', () => {
  expect(medians().size).toBe(0)
  expect(() => parseMedians(`${HEADER}\nBexar,1,2,3,4,5,6,7,8`)).toThrow(/row 1: area is a county/)
  expect(() => parseMedians(`${HEADER}\n48029,1,2,3,four,5,6,7,8`)).toThrow(/persons4/)
})
