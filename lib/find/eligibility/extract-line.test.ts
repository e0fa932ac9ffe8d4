import { expect, it } from 'vitest'
import { extractLine } from './extract-line.ts'

it('answers in the flat form, with the sure part beside it', () => {
  const json = JSON.stringify({ id: 'a', text: 'Bexar County residents 60 years or older.', state: 'TX' })
  expect(extractLine(json)).toEqual({
    line: {
      id: 'a',
      rules: { minAge: 60, residence: { county: '48029' } },
      sure: { minAge: 60, residence: { county: '48029' } },
    },
  })
})

it('lets the state decide between two counties of one name', () => {
  const text = 'Must live in Jackson County.'
  const county = (state?: string) => {
    const result = extractLine(JSON.stringify({ id: 'a', text, ...(state ? { state } : {}) }))
    return 'line' in result ? result.line.rules.residence : undefined
  }
  expect(county('MO')?.county).toBe('29095')
  expect(county('MS')?.county).toBe('28059')
  expect(county()).toEqual({ text: 'Jackson County' })
})

it.each([
  ['not json', 'not JSON'],
  ['{"id":"a"}', '"text"'],
  ['{"text":"x"}', '"id"'],
  ['[1]', 'expected object'],
  ['{"id":"a","text":"x","state":"Nowhere"}', 'no state'],
])('says what is wrong with %s', (json, words) => {
  expect(extractLine(json)).toEqual({ error: expect.stringContaining(words) })
})
