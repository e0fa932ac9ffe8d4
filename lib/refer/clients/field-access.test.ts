import { describe, expect, it } from 'vitest'
import {
  type AnyField,
  consentedAs,
  extentOf,
  FIELD_ACCESS,
  RECORD_FIELD_NAMES,
  type RecordField,
  recordFor,
  VIEWERS,
} from './field-access.ts'
import { clientRecordSchema } from './model.ts'

const at = '2026-11-30T18:00:00Z'
const fact = <T>(value: T) => ({ value, from: 'client' as const, at })

/** What shows that a field is there: a word that stands in it and nowhere else. */
const TRACE: Record<RecordField, RegExp> = {
  name: /Rosamund/,
  contact: /rosa@people/,
  address: /1 Marker Way/,
  'safe-contact': /from the library/,
  guardian: /Luz Guardian/,
  languages: /quc/,
  age: /"age":\{"value":41/,
  gender: /nonbinary/,
  household: /grandchild/,
  income: /1234/,
  residence: /78204/,
  insurance: /medicaid/,
  documents: /photo-id/,
  situation: /veteran/,
  'sensitive-situation': /undocumented/,
  'substance-use': /substance-use/,
  note: /prefers mornings/,
}

const record = clientRecordSchema.parse({
  givenName: 'Rosamund',
  familyName: 'Zebra',
  phone: '210-555-0199',
  email: 'rosa@people.example',
  address: '1 Marker Way',
  guardian: { name: 'Luz Guardian' },
  safeContact: { channels: ['mail'], callerAlias: 'from the library' },
  languages: ['quc'],
  interpreter: true,
  facts: {
    age: fact(41),
    gender: fact('nonbinary'),
    householdSize: fact(3),
    monthlyIncome: fact(1234),
    residence: fact({ postalCode: '78204' }),
    insurance: fact(['medicaid']),
    documents: fact(['photo-id']),
  },
  populations: { veteran: fact(true), undocumented: fact(true), 'substance-use': fact(true) },
  household: [{ relation: 'grandchild', age: 4 }],
  note: 'prefers mornings',
})

const cells = VIEWERS.flatMap((viewer) => RECORD_FIELD_NAMES.map((field) => ({ viewer, field })))

describe('rule 9: minimum necessary, viewer by field', () => {
  it.each(cells)('$viewer: $field', ({ viewer, field }) => {
    const seen = JSON.stringify(recordFor(viewer, record))
    expect(TRACE[field].test(seen)).toBe(extentOf(viewer, field) === 'whole')
  })

  it('shows an unproven agency initials and nothing else', () => {
    const seen = recordFor('agency-unproven', record)
    expect(seen.alias).toBe('R. Z.')
    for (const trace of Object.values(TRACE)) expect(JSON.stringify(seen)).not.toMatch(trace)
  })

  it.each(['steward', 'administrator', 'export'] as const)('leaves %s no word of the record', (viewer) => {
    const kept = JSON.stringify(recordFor(viewer, record))
    for (const trace of Object.values(TRACE)) expect(kept).not.toMatch(trace)
  })

  it('leaves those who care for the client everything', () => {
    expect(recordFor('care', record)).toEqual(record)
  })

  const consented = RECORD_FIELD_NAMES.filter((field) => extentOf('agency', field) === 'consented')
  it.each(consented)('an agency gets %s by its own name in the consent and by no other', (field) => {
    const others = (Object.keys(FIELD_ACCESS) as AnyField[]).map(consentedAs)
    const all = JSON.stringify(recordFor('agency', record, others))
    const without = JSON.stringify(
      recordFor(
        'agency',
        record,
        // The rules of contact go with the number, too.
        others.filter(
          (name) => name !== consentedAs(field) && (field !== 'safe-contact' || name !== 'contact'),
        ),
      ),
    )
    expect(TRACE[field].test(all)).toBe(true)
    expect(TRACE[field].test(without)).toBe(false)
    expect(TRACE[field].test(JSON.stringify(recordFor('agency', record, [consentedAs(field)])))).toBe(true)
  })

  it('no consent gives an agency what no agency gets', () => {
    const all = JSON.stringify(recordFor('agency', record, Object.keys(FIELD_ACCESS)))
    for (const field of RECORD_FIELD_NAMES)
      if (extentOf('agency', field) === undefined) expect(all).not.toMatch(TRACE[field])
  })
})
