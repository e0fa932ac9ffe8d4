import { SENSITIVE_POPULATIONS } from '#find/eligibility/sensitive.ts'
import { type ClientRecord, initials, type SafeContact } from './model.ts'

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

/**
 * `whole`; `initials` of it; `kind`: what it is about, and nothing where that would tell who needs it; `consented`: if the
 * consent, or the ground that needs none, names the field, and for the person themselves what was disclosed on it; `given`:
 * what this guardian or representative was asked for or gave.
 */
export type Extent = 'whole' | 'initials' | 'kind' | 'consented' | 'given'

type Row = Partial<Record<RecordViewer, Extent>>

/** What a packet gives, and what is shown of it to those whose it is. */
const DISCLOSED = { agency: 'consented', client: 'consented', guardian: 'given' } as const satisfies Row

/** A row a field of the record, a column a viewer; what is not here is not shown. */
const RECORD_FIELDS = {
  name: {
    ...{ care: 'whole', list: 'whole', emergency: 'whole' },
    ...{ 'agency-unproven': 'initials', agency: 'consented', client: 'whole', guardian: 'whole' },
  },
  contact: { care: 'whole', emergency: 'whole', ...DISCLOSED },
  address: { care: 'whole', emergency: 'whole', ...DISCLOSED },
  'safe-contact': { care: 'whole', list: 'whole', emergency: 'whole', ...DISCLOSED },
  guardian: { care: 'whole', emergency: 'whole' },
  languages: { care: 'whole', emergency: 'whole', agency: 'consented', client: 'whole', guardian: 'whole' },
  age: { care: 'whole', emergency: 'whole', ...DISCLOSED },
  gender: { care: 'whole', ...DISCLOSED },
  household: { care: 'whole', emergency: 'whole', ...DISCLOSED },
  income: { care: 'whole', ...DISCLOSED },
  residence: { care: 'whole', emergency: 'whole', ...DISCLOSED },
  insurance: { care: 'whole', ...DISCLOSED },
  documents: { care: 'whole', ...DISCLOSED },
  situation: { care: 'whole', ...DISCLOSED },
  'sensitive-situation': { care: 'whole', ...DISCLOSED },
  'substance-use': { care: 'whole', ...DISCLOSED },
  note: { care: 'whole' },
} as const satisfies Record<string, Row>

/** The same for what stands about the client beside the record. Packets read it here; row policies hold the rest. */
const CASE_FIELDS = {
  need: { care: 'whole', emergency: 'whole', 'agency-unproven': 'kind', ...DISCLOSED },
  evidence: { care: 'whole' },
  'shortlist-note': { care: 'whole' },
  request: { care: 'whole', ...DISCLOSED, client: 'whole' },
  message: { care: 'whole', agency: 'whole', client: 'whole', guardian: 'given' },
  file: { care: 'whole', ...DISCLOSED, client: 'whole' },
  consent: { care: 'whole', client: 'whole', guardian: 'given' },
  'outcome-note': { care: 'whole', client: 'whole', guardian: 'given' },
} as const satisfies Record<string, Row>

export const FIELD_ACCESS = { ...RECORD_FIELDS, ...CASE_FIELDS } as const

export type RecordField = keyof typeof RECORD_FIELDS
export type AnyField = keyof typeof FIELD_ACCESS
export const RECORD_FIELD_NAMES = Object.keys(RECORD_FIELDS) as readonly RecordField[]

export function extentOf(viewer: RecordViewer, field: AnyField): Extent | undefined {
  return (FIELD_ACCESS[field] as Row)[viewer]
}

/** The word by which a consent names a field (`FIELDS` of refer/consent), where it is not the field's own. */
const CONSENTED_AS: Partial<Record<AnyField, string>> = { address: 'contact', file: 'attachments' }

export function consentedAs(field: AnyField): string {
  return CONSENTED_AS[field] ?? field
}

/**
 * Which fields this viewer sees whole. @param consented what the consent, or the ground that needs none, names
 */
export function seenBy(
  viewer: RecordViewer,
  consented: readonly string[] = [],
): (field: AnyField) => boolean {
  return (field) => {
    const extent = extentOf(viewer, field)
    return extent === 'whole' || (extent === 'consented' && consented.includes(consentedAs(field)))
  }
}

const isSubstance = (id: string) => id === 'substance-use'
const isSensitive = (id: string) => SENSITIVE_POPULATIONS.has(id) && !isSubstance(id)

/**
 * The record as this viewer may have it: fields that are not theirs are absent, as if nobody had ever asked.
 * @param consented for an agency, what the consent names
 */
export function recordFor(
  viewer: RecordViewer,
  record: ClientRecord,
  consented: readonly string[] = [],
): ClientRecord {
  const sees = seenBy(viewer, consented)
  const { facts } = record
  const populations = Object.entries(record.populations).filter(([id]) =>
    sees(isSubstance(id) ? 'substance-use' : isSensitive(id) ? 'sensitive-situation' : 'situation'),
  )
  const { givenName, familyName, alias, phone, email, address, guardian, note } = record
  return {
    ...(sees('name') ? { givenName, familyName, alias } : { alias: nameFor(viewer, record) }),
    ...(sees('contact') && { phone, email }),
    ...(sees('address') && { address }),
    ...(sees('guardian') && { guardian }),
    safeContact: rulesFor(record.safeContact, sees),
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

/**
 * What binds whoever has the number goes wherever the number goes: nobody is given a way to reach the client without it. The
 * note tells more than that and goes only with its own field.
 */
function rulesFor(rules: SafeContact, sees: (field: AnyField) => boolean): SafeContact {
  if (sees('safe-contact')) return rules
  const { note: _note, ...binding } = rules
  return sees('contact') ? binding : { noContact: false, channels: [], noVoicemail: false }
}

function nameFor(viewer: RecordViewer, record: ClientRecord): string {
  return extentOf(viewer, 'name') === 'initials' ? initials(record) : '–'
}
