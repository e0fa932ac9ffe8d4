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

it('keeps who lives with the client line by line, and what the form never showed', () => {
  const before = clientRecordSchema.parse({
    alias: 'Blue',
    address: '1 Elm Street',
    safeContact: { note: 'Not after six' },
    household: [{ relation: 'daughter', age: 7 }],
  })
  const form = new FormData()
  form.set('alias', 'Blue')
  form.set('address', '2 Oak Street')
  form.set('safeNote', 'Not after six')
  form.set('household-0-relation', '')
  form.set('household-0-age', '')
  form.set('household-1-relation', 'mother')
  form.set('household-1-age', '71')
  form.set('household-2-relation', 'partner')
  expect(clientFromForm(form, before, NOW)).toMatchObject({
    address: '2 Oak Street',
    safeContact: { note: 'Not after six' },
    household: [{ relation: 'mother', age: 71 }, { relation: 'partner' }],
  })
})

it('says beside the line what is wrong with it', () => {
  const form = new FormData()
  form.set('alias', 'Blue')
  form.set('household-3-relation', '')
  form.set('household-3-age', '200')
  let refused: unknown
  try {
    clientFromForm(form, null, NOW)
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(DomainError)
  const { errors } = refused as DomainError
  expect(errors?.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['household-3-relation', 'household-3-age']),
  )
})
