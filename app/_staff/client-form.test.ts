import { expect, it } from 'vitest'
import { DomainError } from '#base/core/errors.ts'
import { DOCUMENTS, INSURANCES, POPULATIONS } from '#find/eligibility/facts.ts'
import { clientRecordSchema, personOf } from '#refer/clients/model.ts'
import { clientFromForm, withAnswer } from './client-form.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const nobody = clientRecordSchema.parse({ alias: 'Blue', languages: ['es'] })

function answered(fact: string, ...answers: string[]) {
  return personOf(withAnswer(nobody, fact, answers, NOW))
}

it('keeps an answer of each kind', () => {
  expect(answered('age', '42')).toMatchObject({ age: 42 })
  expect(answered('householdSize', '3')).toMatchObject({ householdSize: 3 })
  expect(answered('monthlyIncome', '0')).toMatchObject({ monthlyIncome: 0 })
  expect(answered('gender', 'woman')).toMatchObject({ gender: 'woman' })
  expect(answered('insurance', ...INSURANCES)).toMatchObject({ insurance: INSURANCES })
  expect(answered('documents', ...DOCUMENTS)).toMatchObject({ documents: DOCUMENTS })
  expect(answered('documents', 'none')).toMatchObject({ documents: [] })
  expect(answered('languages', 'en')).toMatchObject({ languages: ['en', 'es'] })
  for (const group of POPULATIONS) {
    expect(answered(group, 'no')).toMatchObject({ populations: { [group]: false } })
  }
})

it('knows a home by ZIP code, city or county, and the form then loses nothing of it', () => {
  expect(answered('residence', '78207')).toMatchObject({ residence: { postalCode: '78207', state: 'TX' } })
  const record = withAnswer(nobody, 'residence', ['Bexar County, TX'], NOW)
  expect(personOf(record)).toMatchObject({ residence: { county: '48029', state: 'TX' } })
  const form = new FormData()
  form.set('alias', 'Blue')
  expect(clientFromForm(form, record, NOW).facts.residence).toEqual(record.facts.residence)
})

it.each([
  ['age', '-1'],
  ['householdSize', '0'],
  ['gender', 'unheard of'],
  ['insurance', 'unheard of'],
  ['residence', 'Nowhere at all'],
])('refuses %s that cannot be, beside the field', (fact, answer) => {
  expect(() => withAnswer(nobody, fact, [answer], NOW)).toThrow(DomainError)
})
