import { describe, expect, it } from 'vitest'
import { findShared } from '#base/runtime/shared.ts'
import own from '#data/golden/eligibility-own.json' with { type: 'json' }
import { POPULATIONS } from '../facts.ts'
import { ownLabelsSchema } from './labels.ts'
import { measureExtraction } from './measure.ts'
import { judge, type LabelledText } from './score.ts'

const labels = ownLabelsSchema.parse(own)

function item(rules: LabelledText['rules'], more: Partial<LabelledText> = {}): LabelledText {
  return {
    id: 'x',
    set: 's',
    lang: 'en',
    hardness: 'any',
    text: '',
    rules,
    unscored: [],
    accept: {},
    ...more,
  }
}
const verdicts = (...args: Parameters<typeof judge>) =>
  judge(...args).map(({ field, verdict, cost }) => `${field} ${verdict} ${cost}`)

describe('the scorer', () => {
  it('counts a missing rule once, a wrong one four times, and one that only admits too many twice', () => {
    expect(verdicts(item({ minAge: 18 }), {})).toEqual(['minAge missing 1'])
    expect(verdicts(item({ minAge: 18 }), { minAge: 21 })).toEqual(['minAge wrong 4'])
    expect(verdicts(item({ minAge: 18 }), { minAge: 16 })).toEqual(['minAge wrong 2'])
    expect(verdicts(item({}), { maxAge: 12 })).toEqual(['maxAge wrong 4'])
    expect(verdicts(item({}), { openToAll: true })).toEqual(['openToAll wrong 2'])
    expect(verdicts(item({}), { referralRequired: false, minAge: 0, maxAge: 100 })).toEqual([])
  })

  it('takes a weaker clause of groups for missing, any other further clause for wrong', () => {
    const label = item({ populationsAny: ['veteran'] })
    expect(verdicts(label, { populationsAll: ['veteran'] })).toEqual(['populations right 0'])
    expect(verdicts(label, { populationsAny: ['veteran', 'student'] })).toEqual(['populations missing 1'])
    expect(verdicts(label, { populationsAll: ['veteran', 'student'] })).toEqual([
      'populations right 0',
      'populations wrong 4',
    ])
    const open = item({ populationsAny: ['veteran'] }, { unscored: ['populationsAll'] })
    expect(verdicts(open, { populationsAll: ['veteran', 'student'] })).toEqual(['populations right 0'])
  })

  it('compares areas however they are written', () => {
    const county = item({ residence: { county: '12086' } })
    expect(verdicts(county, { residence: { text: 'Miami-Dade County' } })).toEqual(['residence right 0'])
    expect(verdicts(county, { residence: { state: 'FL' } })).toEqual(['residence missing 1'])
    expect(verdicts(county, { residence: { text: 'Hialeah' } })).toEqual(['residence wrong 4'])
    const places = item({ residence: { text: 'Cook County; DuPage County' } })
    expect(verdicts(places, { residence: { text: 'DuPage County; Cook County' } })).toEqual([
      'residence right 0',
    ])
  })

  it('ignores what careful readers differ on, and takes what is accepted', () => {
    expect(verdicts(item({}, { unscored: ['gender'] }), { gender: 'woman' })).toEqual([])
    expect(verdicts(item({ minAge: 21 }, { accept: { minAge: [22] } }), { minAge: 22 })).toEqual([
      'minAge right 0',
    ])
  })
})

describe('the labels', () => {
  it('have an id each, and invented cases for every group', () => {
    const ids = [...labels.invented, ...Object.values(labels.drawn).flat()].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const named = new Set(labels.invented.flatMap(({ rules }) => rules.populationsAny ?? []))
    expect(POPULATIONS.filter((id) => !named.has(id))).toEqual([])
  })
})

if (!findShared('data'))
  console.info('The feeds are not beside the repository: only invented texts are measured.')

describe('extraction', () => {
  it.each(measureExtraction())(
    '$set: sure of little that is wrong, and finds most',
    ({ rules, sure, errors }) => {
      const told = errors.join('\n')
      expect(sure.precision, told).toBeGreaterThanOrEqual(0.97)
      expect(rules.precision, told).toBeGreaterThanOrEqual(0.95)
      expect(rules.recall, told).toBeGreaterThanOrEqual(0.85)
      expect(rules.score, told).toBeGreaterThanOrEqual(0.75)
      expect(sure.harm, told).toBeLessThanOrEqual(0.02)
    },
  )
})
