import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from './assess.ts'
import { evaluate } from './evaluate.ts'
import { DOCUMENTS, GENDERS, INSURANCES, type Person, POPULATIONS } from './facts.ts'
import { knownOf } from './known.ts'
import { and, not, or } from './logic.ts'
import type { Condition, Rule, ServiceRules, Verdict } from './model.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const VERDICTS: readonly Verdict[] = ['yes', 'no', 'unknown']

describe('three-valued logic', () => {
  it.each<[Verdict, Verdict, Verdict, Verdict]>([
    ['yes', 'yes', 'yes', 'yes'],
    ['yes', 'no', 'no', 'yes'],
    ['yes', 'unknown', 'unknown', 'yes'],
    ['no', 'yes', 'no', 'yes'],
    ['no', 'no', 'no', 'no'],
    ['no', 'unknown', 'no', 'unknown'],
    ['unknown', 'yes', 'unknown', 'yes'],
    ['unknown', 'no', 'no', 'unknown'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ])('%s, %s: and is %s, or is %s', (a, b, both, either) => {
    expect(and([a, b])).toBe(both)
    expect(or([a, b])).toBe(either)
  })

  it('turns yes and no about, and leaves the unknown unknown', () => {
    expect(VERDICTS.map(not)).toEqual(['no', 'yes', 'unknown'])
    for (const a of VERDICTS) for (const b of VERDICTS) expect(not(and([a, b]))).toBe(or([not(a), not(b)]))
  })
})

const age = fc.integer({ min: 0, max: 120 })
const residence = fc.record(
  {
    postalCode: fc.constantFrom('78204', '33010', '99501', '96813'),
    county: fc.constantFrom('48029', '12086', '02020'),
    state: fc.constantFrom('TX', 'FL', 'AK', 'HI'),
    city: fc.constantFrom('San Antonio', 'Hialeah', 'Anchorage'),
  },
  { requiredKeys: [] },
)
const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ fact: fc.constant('age' as const), min: age }),
  fc.record({ fact: fc.constant('age' as const), max: age }),
  fc.record({ fact: fc.constant('gender' as const), is: fc.constantFrom(...GENDERS) }),
  fc.record({ fact: fc.constant('population' as const), is: fc.constantFrom(...POPULATIONS) }),
  fc.record({ fact: fc.constant('income' as const), percentFpl: fc.integer({ min: 50, max: 400 }) }),
  fc.record({ fact: fc.constant('income' as const), percentMedian: fc.constantFrom(50, 80) }),
  fc.record({
    fact: fc.constant('income' as const),
    dollars: fc.constantFrom<number[]>([2000, 3000], [2500]),
  }),
  fc.record({
    fact: fc.constant('residence' as const),
    places: fc.array(
      fc.constantFrom(
        { name: 'Bexar County', code: 'county:48029' },
        { name: '33010', code: 'zip:33010' },
        { name: 'Alaska', code: 'state:AK' },
        { name: 'East Harlem' },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    fact: fc.constant('insurance' as const),
    anyOf: fc.subarray([...INSURANCES], { minLength: 1 }),
  }),
  fc.record({
    fact: fc.constant('documents' as const),
    allOf: fc.subarray([...DOCUMENTS], { minLength: 1 }),
  }),
)
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}))
const rule: fc.Arbitrary<Rule> = fc.record({
  when: condition,
  origin: fc.constantFrom('stated', 'extracted', 'confirmed'),
  sure: fc.boolean(),
  words: fc.constant(''),
  on: fc.constant(''),
})
const service: fc.Arbitrary<ServiceRules> = fc.record({
  rules: fc.array(rule, { maxLength: 5 }),
  unknown: fc.array(fc.constant('Must own a canoe'), { maxLength: 1 }),
  noCondition: fc.constant([]),
  says: fc.constantFrom('nothing', 'something', 'anyone'),
})
/** Groups that other facts imply: nobody is transgender and not LGBTQ, or poor and not of low income. */
const IMPLIED = ['lgbtq', 'immigrant', 'low-income']

/** Facts that do not contradict each other: what contradicts settles nothing. */
const person: fc.Arbitrary<Person> = fc.record(
  {
    age,
    householdSize: fc.integer({ min: 1, max: 20 }),
    monthlyIncome: fc.integer({ min: 0, max: 20_000 }),
    gender: fc.constantFrom(...GENDERS),
    residence,
    insurance: fc.subarray([...INSURANCES]),
    documents: fc.subarray([...DOCUMENTS]),
    populations: fc
      .dictionary(fc.constantFrom(...POPULATIONS), fc.boolean(), { maxKeys: 6 })
      .map((said) =>
        Object.fromEntries(Object.entries(said).filter(([id, yes]) => yes || !IMPLIED.includes(id))),
      ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Person>

/** `less` with the facts of `more` that it leaves open. */
function adding(less: Person, more: Person): Person {
  return { ...more, ...less, populations: { ...more.populations, ...less.populations } }
}

describe('what is known of a person', () => {
  it('settles a condition for good: a further fact turns no yes or no about', () => {
    fc.assert(
      fc.property(condition, person, person, (when, less, more) => {
        const before = evaluate(when, knownOf(less, NOW))
        const after = evaluate(when, knownOf(adding(less, more), NOW))
        expect(before === 'unknown' || after === before).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  it('never turns a service that does not fit into one that does, nor one that fits into one that does not', () => {
    fc.assert(
      fc.property(service, person, person, (rules, less, more) => {
        const before = assess(rules, less, NOW).fit
        const after = assess(rules, adding(less, more), NOW).fit
        if (before !== 'askFirst' && !rules.rules.some(isDoubtful)) expect(after).toBe(before)
        if (before === 'doesNotFit') expect(after).toBe('doesNotFit')
      }),
      { numRuns: 1500 },
    )
  })

  it('gives the same answer in whatever order facts and rules come', () => {
    fc.assert(
      fc.property(service, person, (rules, facts) => {
        const turned = Object.fromEntries(Object.entries(facts).reverse()) as Person
        const backwards = { ...rules, rules: [...rules.rules].reverse() }
        const [one, other] = [assess(rules, facts, NOW), assess(backwards, turned, NOW)]
        expect(other.fit).toBe(one.fit)
        const sorted = (reasons: object[]) => reasons.map((reason) => JSON.stringify(reason)).sort()
        expect(sorted(other.reasons)).toEqual(sorted(one.reasons))
      }),
      { numRuns: 500 },
    )
  })

  it('leaves the person and the rules as they were', () => {
    fc.assert(
      fc.property(service, person, (rules, facts) => {
        const [rulesBefore, factsBefore] = [structuredClone(rules), structuredClone(facts)]
        assess(rules, facts, NOW)
        expect([rules, facts]).toEqual([rulesBefore, factsBefore])
      }),
      { numRuns: 200 },
    )
  })
})

/** A rule that can be broken without ruling out, so that its service asks first. */
function isDoubtful({ sure, when }: Rule): boolean {
  return !sure || ('fact' in when && when.fact === 'documents')
}
