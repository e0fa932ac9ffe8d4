import { SENSITIVE_POPULATIONS } from '#find/eligibility/sensitive.ts'
import { type ClientRecord, initials } from './model.ts'

/**
 * For what a record is read, which is what decides how much of it is necessary (45 CFR 164.502(b)).
 * - `care`: the coordinator who carries the client, and the supervisor of the team who stands in.
 * - `list`: caseloads, tasks, referrals: enough to know whom a line is about.
 * - `emergency`: break-glass: enough to reach and protect somebody, and nothing to judge them by.
 * - `agency-unproven`: whoever holds an agency's link and has not shown that the mailbox is theirs.
 * - `agency`: an agency that has said who it is, for one referral.
 * - `client`: the person themselves, on their private page.
 * - `guardian`: who decides for them, on a page of their own.
 * - `export`: figures and files that leave the product.
 * - `steward`, `administrator`: they keep listings and accounts; no record is their business.
 */
export const VIEWERS = [
  'care',
  'list',
  'emergency',
  'agency-unproven',
  'agency',
  'client',
  'guardian',
  'export',
  'steward',
  'administrator',
] as const
export type RecordViewer = (typeof VIEWERS)[number]

/** `whole`; `initials` of it; `consented`: if the consent, or the ground that needs none, names the field. */
export type Extent = 'whole' | 'initials' | 'consented'

type Row = Partial<Record<RecordViewer, Extent>>

/** A row a field of the record, a column a viewer; what is not here is not shown. */
export const FIELD_ACCESS = {
  name: {
    care: 'whole',
    list: 'whole',
    emergency: 'whole',
    'agency-unproven': 'initials',
    agency: 'consented',
    client: 'whole',
    guardian: 'whole',
  },
  contact: { care: 'whole', emergency: 'whole', agency: 'consented' },
  'safe-contact': { care: 'whole', list: 'whole', emergency: 'whole', agency: 'consented' },
  guardian: { care: 'whole', emergency: 'whole' },
  languages: { care: 'whole', emergency: 'whole', agency: 'consented', client: 'whole', guardian: 'whole' },
  age: { care: 'whole', emergency: 'whole', agency: 'consented' },
  gender: { care: 'whole', agency: 'consented' },
  household: { care: 'whole', emergency: 'whole', agency: 'consented' },
  income: { care: 'whole', agency: 'consented' },
  residence: { care: 'whole', emergency: 'whole', agency: 'consented' },
  insurance: { care: 'whole', agency: 'consented' },
  documents: { care: 'whole', agency: 'consented' },
  situation: { care: 'whole', agency: 'consented' },
  'sensitive-situation': { care: 'whole', agency: 'consented' },
  'substance-use': { care: 'whole', agency: 'consented' },
  note: { care: 'whole' },
} as const satisfies Record<string, Row>

export type RecordField = keyof typeof FIELD_ACCESS

export function extentOf(viewer: RecordViewer, field: RecordField): Extent | undefined {
  return (FIELD_ACCESS[field] as Row)[viewer]
}

const isSubstance = (id: string) => id === 'substance-use'
const isSensitive = (id: string) => SENSITIVE_POPULATIONS.has(id) && !isSubstance(id)

/** The record as this viewer may have it: fields that are not theirs are absent, as if nobody had ever asked. */
export function recordFor(viewer: RecordViewer, record: ClientRecord): ClientRecord {
  const sees = (field: RecordField) => extentOf(viewer, field) === 'whole'
  const { facts } = record
  const populations = Object.entries(record.populations).filter(([id]) =>
    sees(isSubstance(id) ? 'substance-use' : isSensitive(id) ? 'sensitive-situation' : 'situation'),
  )
  const { givenName, familyName, alias, phone, email, address, guardian, note } = record
  return {
    ...(sees('name') ? { givenName, familyName, alias } : { alias: nameFor(viewer, record) }),
    ...(sees('contact') && { phone, email, address }),
    ...(sees('guardian') && { guardian }),
    safeContact: sees('safe-contact')
      ? record.safeContact
      : { noContact: false, channels: [], noVoicemail: false },
    languages: sees('languages') ? record.languages : [],
    interpreter: sees('languages') && record.interpreter,
    facts: {
      ...(sees('age') && { age: facts.age }),
      ...(sees('gender') && { gender: facts.gender }),
      ...(sees('household') && { householdSize: facts.householdSize }),
      ...(sees('income') && { monthlyIncome: facts.monthlyIncome }),
      ...(sees('residence') && { residence: facts.residence }),
      ...(sees('insurance') && { insurance: facts.insurance }),
      ...(sees('documents') && { documents: facts.documents }),
    },
    populations: Object.fromEntries(populations),
    household: sees('household') ? record.household : [],
    ...(sees('note') && { note }),
  }
}

function nameFor(viewer: RecordViewer, record: ClientRecord): string {
  return extentOf(viewer, 'name') === 'initials' ? initials(record) : '–'
}
