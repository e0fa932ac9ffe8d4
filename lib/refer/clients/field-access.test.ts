import { describe, expect, it } from 'vitest'
import { extentOf, FIELD_ACCESS, type RecordField, recordFor, VIEWERS } from './field-access.ts'
import { clientRecordSchema } from './model.ts'

const at = '2026-11-30T18:00:00Z'
const fact = <T>(value: T) => ({ value, from: 'client' as const, at })

/** What shows that a field is there: a word that stands in it and nowhere else. */
const TRACE: Record<RecordField, RegExp> = {
  name: /Rosamund/,
  contact: /rosa@people/,
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

const cells = VIEWERS.flatMap((viewer) =>
  (Object.keys(FIELD_ACCESS) as RecordField[]).map((field) => ({ viewer, field })),
)

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
})
