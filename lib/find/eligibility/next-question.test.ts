import { expect, it } from 'vitest'
import { LOCALES } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import { POPULATIONS } from './facts.ts'
import type { Condition, ServiceRules } from './model.ts'
import { nextQuestion } from './next-question.ts'

const NOW = new Date('2026-11-24T12:00:00Z')

function service(...conditions: Condition[]): ServiceRules {
  return {
    rules: conditions.map((when) => ({ when, origin: 'stated', sure: true, words: '', on: '' })),
    unknown: [],
    noCondition: [],
    says: 'something',
  }
}
const group = (is: (typeof POPULATIONS)[number]): Condition => ({ fact: 'population', is })

it('asks for the fact that most of the first results turn on', () => {
  const shown = [service(group('veteran')), service({ fact: 'age', min: 60 }), service(group('veteran'))]
  expect(nextQuestion(shown, {}, NOW)).toBe('veteran')
  expect(nextQuestion(shown, { populations: { veteran: true } }, NOW)).toBe('age')
  expect(nextQuestion(shown, {}, NOW, ['veteran'])).toBe('age')
})

it('asks nothing that no shown service depends on', () => {
  expect(nextQuestion([], {}, NOW)).toBeNull()
  expect(nextQuestion([service()], {}, NOW)).toBeNull()
  const settled = service({ fact: 'age', min: 18 })
  expect(nextQuestion([settled], { age: 30 }, NOW)).toBeNull()
  expect(nextQuestion([settled], { age: 3 }, NOW)).toBeNull()
})

it('prefers a harmless question that does as well as a sensitive one', () => {
  expect(nextQuestion([service(group('hiv-positive'), { fact: 'age', min: 18 })], {}, NOW)).toBe('age')
  const onlySensitive = [service(group('hiv-positive')), service(group('hiv-positive'), group('student'))]
  expect(nextQuestion(onlySensitive, {}, NOW)).toBe('hiv-positive')
  expect(nextQuestion(onlySensitive, {}, NOW, ['hiv-positive'])).toBe('student')
})

it('asks for the income before the household, and for the household only when it matters', () => {
  const shown = [service({ fact: 'income', percentFpl: 100 })]
  expect(nextQuestion(shown, {}, NOW)).toBe('monthlyIncome')
  expect(nextQuestion(shown, { monthlyIncome: 2_500 }, NOW)).toBe('householdSize')
  expect(nextQuestion(shown, { monthlyIncome: 500 }, NOW)).toBeNull()
})

it('does not ask about what an answer cannot settle', () => {
  expect(nextQuestion([service({ fact: 'income', percentMedian: 80 })], {}, NOW)).toBeNull()
  expect(nextQuestion([service({ fact: 'gender', is: 'woman' })], { gender: 'nonbinary' }, NOW)).toBeNull()
})

it.each(LOCALES)('has words for every question in %s', (locale) => {
  const t = translator(locale)
  const facts = ['age', 'residence', 'householdSize', 'monthlyIncome', 'gender', 'insurance', 'documents']
  for (const fact of [...facts, ...POPULATIONS]) {
    expect(t(`reasons.question.${fact}`)).not.toMatch(/^reasons/)
  }
})
