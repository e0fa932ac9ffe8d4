import { expect, it } from 'vitest'
import { LOCALES } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import { assess } from './assess.ts'
import { DOCUMENTS, INSURANCES, POPULATIONS } from './facts.ts'
import type { Condition, Rule, ServiceRules } from './model.ts'
import { percentOfPoverty } from './poverty.ts'
import { reasonText } from './reason-text.ts'
import { rulesOf } from './rules-of.ts'

const NOW = new Date('2026-11-24T12:00:00Z')

function rules(...conditions: (Condition | Partial<Rule>)[]): ServiceRules {
  return {
    rules: conditions.map((condition) => ({
      origin: 'stated',
      sure: true,
      words: '',
      on: '',
      ...('when' in condition ? condition : { when: condition as Condition }),
    })) as Rule[],
    unknown: [],
    noCondition: [],
    says: 'something',
  }
}

it('takes a person inside the age limits, asks when the age is not known, and rules out otherwise', () => {
  const service = rules({ fact: 'age', min: 14, max: 20 })
  expect(assess(service, { age: 14 }, NOW).fit).toBe('fits')
  expect(assess(service, { age: 20 }, NOW).fit).toBe('fits')
  expect(assess(service, {}, NOW).fit).toBe('askFirst')
  expect(assess(service, { age: 21 }, NOW)).toMatchObject({
    fit: 'doesNotFit',
    reasons: [{ about: 'eligibility', verdict: 'no', fact: 'age' }],
  })
})

it('asks about a broken rule that is not sure enough to rule out', () => {
  const service = rules({ when: { fact: 'population', is: 'veteran' }, sure: false, origin: 'extracted' })
  const { fit, reasons } = assess(service, { populations: { veteran: false } }, NOW)
  expect(fit).toBe('askFirst')
  expect(reasons[0]).toMatchObject({ verdict: 'unknown', fact: 'veteran', doubtful: true })
})

it('never rules out for a missing paper', () => {
  const service = rules({ fact: 'documents', allOf: ['photo-id', 'proof-of-income'] })
  expect(assess(service, { documents: [] }, NOW).fit).toBe('askFirst')
  expect(assess(service, { documents: ['photo-id', 'proof-of-income', 'ssn'] }, NOW).fit).toBe('fits')
})

it('says ask first when a listing says nothing, or a clause is not understood', () => {
  expect(assess(rulesOf({}), { age: 30 }, NOW)).toMatchObject({
    fit: 'askFirst',
    reasons: [{ key: 'eligibility.nothingSaid', fact: 'other' }],
  })
  expect(assess(rulesOf({ eligibilityDescription: 'Owners of a blue canoe.' }), {}, NOW)).toMatchObject({
    fit: 'askFirst',
    reasons: [{ fact: 'other', words: 'Owners of a blue canoe.' }],
  })
  expect(assess(rulesOf({ eligibilityDescription: 'Anyone.' }), {}, NOW).fit).toBe('fits')
})

it('reads the poverty guidelines of the year and the state', () => {
  const may2025 = new Date('2025-05-01T00:00:00Z')
  const one = { monthlyIncome: 15_960 / 12, householdSize: 1 }
  expect(percentOfPoverty(one, NOW)).toBeCloseTo(100)
  expect(percentOfPoverty(one, may2025)).toBeCloseTo(101.98, 1)
  expect(percentOfPoverty({ monthlyIncome: 41_250 / 12, householdSize: 4, state: 'AK' }, NOW)).toBeCloseTo(
    100,
  )
  expect(percentOfPoverty({ monthlyIncome: 37_950 / 12, householdSize: 4, state: 'HI' }, NOW)).toBeCloseTo(
    100,
  )
})

it('settles an income rule without the household where no household could change it', () => {
  const service = rules({ fact: 'income', percentFpl: 100 })
  expect(assess(service, { monthlyIncome: 1_000 }, NOW).fit).toBe('fits')
  expect(assess(service, { monthlyIncome: 3_000 }, NOW).fit).toBe('askFirst')
  expect(assess(service, { monthlyIncome: 60_000 }, NOW)).toMatchObject({
    fit: 'doesNotFit',
    reasons: [{ fact: 'monthlyIncome' }],
  })
})

it('reads dollar limits by household size, and keeps area medians unknown', () => {
  const bySize = rules({ fact: 'income', dollars: [2_000, 3_000], eachMore: 500 })
  expect(assess(bySize, { monthlyIncome: 3_900, householdSize: 4 }, NOW).fit).toBe('fits')
  expect(assess(bySize, { monthlyIncome: 4_100, householdSize: 4 }, NOW).fit).toBe('doesNotFit')
  const median = rules({ fact: 'income', percentMedian: 50 })
  expect(assess(median, { monthlyIncome: 0, householdSize: 1 }, NOW).fit).toBe('askFirst')
})

it('compares residence by the kind of area that is known', () => {
  const county = rules({ fact: 'residence', places: [{ name: 'Bexar County', code: 'county:48029' }] })
  expect(assess(county, { residence: { county: '48029' } }, NOW).fit).toBe('fits')
  expect(assess(county, { residence: { county: '48453' } }, NOW).fit).toBe('doesNotFit')
  expect(assess(county, {}, NOW).fit).toBe('askFirst')
  const unnamed = rules({ fact: 'residence', places: [{ name: 'East Harlem' }] })
  expect(assess(unnamed, { residence: { city: 'New York', state: 'NY' } }, NOW).fit).toBe('askFirst')
  expect(assess(unnamed, { residence: { city: 'EAST HARLEM' } }, NOW).fit).toBe('fits')
})

it('lets "women only" be asked by people who are neither woman nor man', () => {
  const women = rules({ fact: 'gender', is: 'woman' })
  expect(assess(women, { gender: 'nonbinary' }, NOW).fit).toBe('askFirst')
  expect(assess(women, { gender: 'man' }, NOW).fit).toBe('doesNotFit')
})

it.each(LOCALES)('says every rule in %s', (locale) => {
  const t = translator(locale)
  const service = rules(
    { fact: 'age', min: 14, max: 20 },
    { fact: 'age', max: 12 },
    { fact: 'gender', is: 'woman' },
    { any: POPULATIONS.map((is): Condition => ({ fact: 'population', is })) },
    { not: { fact: 'population', is: 'reentry' } },
    {
      any: [
        { fact: 'age', min: 60 },
        {
          all: [
            { fact: 'age', min: 18 },
            { fact: 'population', is: 'veteran' },
          ],
        },
      ],
    },
    { fact: 'income', percentFpl: 185 },
    { fact: 'income', percentMedian: 50 },
    { fact: 'income', dollars: [2_000], eachMore: 500 },
    { fact: 'insurance', anyOf: [...INSURANCES] },
    { fact: 'insurance', anyOf: ['none'] },
    { fact: 'documents', allOf: [...DOCUMENTS] },
    { fact: 'residence', places: Array.from({ length: 12 }, (_, i) => ({ name: `3301${i}` })) },
    { when: { fact: 'population', is: 'student' }, sure: false },
  )
  const { reasons } = assess(service, { populations: { student: false } }, NOW)
  for (const reason of reasons) {
    const text = reasonText(reason, t, locale)
    expect(text).not.toMatch(/reasons\.|undefined|\{|\[object/)
    expect(text.length).toBeGreaterThan(3)
  }
})

it.each([
  [
    'a line a size',
    'Annual income limits:\n1 person - $24,000\n2 persons - $30,000\n3 persons - $36,000\nAdd $6,000 for each additional person',
  ],
  [
    'an amount first',
    '* $24,000 or less for a family of 1\n* $30,000 or less for a family of 2\n* $36,000 or less for a family of 3\nAdd $6,000 for each additional person',
  ],
])('reads a table of dollar limits by household size: %s', (_, eligibilityDescription) => {
  const service = rulesOf({ eligibilityDescription })
  expect(service.rules.map(({ when }) => when)).toEqual([
    { fact: 'income', dollars: [2_000, 2_500, 3_000], eachMore: 500 },
  ])
  expect(service.unknown).toEqual([])
  expect(assess(service, { monthlyIncome: 3_900, householdSize: 5 }, NOW).fit).toBe('fits')
  // Such a table may be of another year: who is above it asks first.
  expect(assess(service, { monthlyIncome: 4_100, householdSize: 5 }, NOW)).toMatchObject({
    fit: 'askFirst',
    reasons: [{ fact: 'monthlyIncome', doubtful: true }],
  })
})

it.each<[string, Parameters<typeof rulesOf>[0], Parameters<typeof assess>[1]]>([
  ['ages', { minimumAge: 18, eligibilityDescription: 'Must be 21 or older.' }, { age: 19 }],
  [
    'income',
    {
      stated: [{ when: { fact: 'income', percentFpl: 150 }, words: 'max_fpl 150' }],
      eligibilityDescription: 'Income at or below 200% of the federal poverty level.',
    },
    { monthlyIncome: 2_300, householdSize: 1 },
  ],
  [
    'gender',
    {
      stated: [{ when: { fact: 'gender', is: 'woman' }, words: 'gender F' }],
      eligibilityDescription: 'Men only.',
    },
    { gender: 'man' },
  ],
])('asks first where field and prose disagree on %s, and notes it for the steward', (_, source, person) => {
  const service = rulesOf(source)
  expect(service.disagreements).toHaveLength(1)
  expect(assess(service, person, NOW).fit).toBe('askFirst')
})

it.each<[string, Parameters<typeof rulesOf>[0]]>([
  [
    'the column says children and the prose adults',
    { maximumAge: 17, eligibilityDescription: 'Adults 18 and older.' },
  ],
  ['the two columns stand the wrong way round', { minimumAge: 65, maximumAge: 18 }],
])('rules nobody out by age where nobody could ever fit: %s', (_, source) => {
  const service = rulesOf(source)
  expect(service.disagreements).toHaveLength(1)
  for (const age of [10, 17, 18, 40, 70])
    expect(assess(service, { age }, NOW).fit, String(age)).toBe('askFirst')
})

it.each<[string, NonNullable<Parameters<typeof assess>[1]['residence']>, string]>([
  [
    'a ZIP code that is filed under another county and reaches into this one',
    { postalCode: '78006' },
    'askFirst',
  ],
  ['a ZIP code of this county', { postalCode: '78204' }, 'fits'],
  ['a ZIP code far away', { postalCode: '78701' }, 'doesNotFit'],
  ['another county that is told', { postalCode: '78006', county: '48259' }, 'doesNotFit'],
])('asks of county residents for the county: %s', (_, residence, fit) => {
  const service = rulesOf({ eligibilityDescription: 'Must be a resident of Bexar County.', state: 'TX' })
  expect(assess(service, { residence }, NOW).fit).toBe(fit)
})

it('takes a field and prose that say the same for one rule', () => {
  const service = rulesOf({ minimumAge: 18, eligibilityDescription: 'Adults 18 and older.' })
  expect(service.rules).toHaveLength(1)
  expect(service.disagreements).toBeUndefined()
})
