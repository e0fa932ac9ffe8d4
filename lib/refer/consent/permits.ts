import type { Consent, ConsentRecord, Field, Mode } from './model.ts'

/** What is about to happen: these fields, to that agency, for this purpose. */
export type Disclosure = {
  fields: readonly Field[]
  agency: { id: string; part2Program: boolean; victimServices: boolean }
  sender: { part2Program: boolean; victimServices: boolean }
  purpose: string
}

export type Objection =
  | 'consent-missing'
  | 'consent-revoked'
  | 'consent-expired'
  | 'consent-deficient'
  | 'wrong-agency'
  | 'wrong-purpose'
  | 'field-not-covered'
  | 'mode-too-weak'
  | 'class-not-allowed'
  | 'more-than-necessary'

export type Permission =
  | { permitted: true }
  | { permitted: false; objections: { objection: Objection; fields?: Field[]; elements?: Element[] }[] }

/**
 * The weakest ground that the law accepts for this disclosure. Records of a Part 2 program, and anything that tells of
 * substance use treatment, need a Part 2 consent; what a victim-services program holds needs its own kind.
 */
export function requiredMode(disclosure: Omit<Disclosure, 'purpose'>): Mode {
  const { sender, fields } = disclosure
  if (sender.victimServices) return 'victim-services'
  if (sender.part2Program || fields.includes('substance-use')) return 'part2'
  if (
    disclosure.agency.victimServices ||
    fields.includes('sensitive-situation') ||
    fields.includes('attachments')
  )
    return 'authorization'
  return 'treatment'
}

const STRENGTH: Readonly<Record<Mode, number>> = {
  treatment: 0,
  authorization: 1,
  part2: 2,
  'victim-services': 2,
}

/** What a consent can lack: the elements of the form, and what its method and its giver ask for besides. */
export type Element = Exclude<keyof ConsentRecord, 'giverCapacity'> | 'paper' | 'authority'

/**
 * The nine elements of 42 CFR 2.31(a), and the two statements that a consent for treatment, payment and operations
 * carries besides. @returns the names of those that are missing.
 */
export function missingElements(consent: Consent): Element[] {
  const { record } = consent
  const elements: [Element, unknown][] = [
    ['clientName', record.clientName],
    ['discloser', record.discloser],
    ['description', record.description],
    ['recipient', record.recipient],
    ['purpose', record.purpose],
    ['revocationExplained', record.revocationExplained],
    ['expiry', record.expiry],
    ['signature', record.signature],
    ['signedOn', record.signedOn],
    ['statementsGiven', record.statementsGiven],
  ]
  return elements.filter(([, value]) => !value).map(([element]) => element)
}

/** What keeps a consent from being one, whatever it is used for. Empty when it stands. */
export function deficiencies(consent: Consent): Element[] {
  const missing = consent.mode === 'part2' ? missingElements(consent) : []
  if (consent.mode !== 'treatment' && !consent.record.signature && !missing.includes('signature'))
    missing.push('signature')
  if (consent.mode === 'victim-services' && !consent.expiresAt) missing.push('expiry')
  if (consent.mode === 'authorization' && !consent.expiresAt && !consent.expiryEvent) missing.push('expiry')
  if (consent.method === 'voice' && !consent.record.witness) missing.push('witness')
  if (consent.method === 'paper' && !consent.attachmentId) missing.push('paper')
  if (consent.giver !== 'client' && !consent.record.giverName) missing.push('giverName')
  if (consent.giver === 'representative' && !consent.authorityId) missing.push('authority')
  if (!consent.agencyId && !consent.recipientClass) missing.push('recipient')
  return [...new Set(missing)]
}

/** Does this consent still speak at `now`? */
export function isLive(consent: Consent, now: Date): boolean {
  return (
    !consent.revokedAt &&
    (!consent.expiresAt || consent.expiresAt > now) &&
    deficiencies(consent).length === 0
  )
}

/**
 * May these fields go to that agency for this purpose? Treatment needs no form but then only what the agency needs to
 * help; every other ground needs a consent that stands, names the agency (or, where the law allows it, its class) and
 * covers every field.
 */
export function permits(mode: Mode, consent: Consent | null, disclosure: Disclosure, now: Date): Permission {
  const objections: { objection: Objection; fields?: Field[]; elements?: Element[] }[] = []
  const needed = requiredMode(disclosure)
  if (
    STRENGTH[mode] < STRENGTH[needed] ||
    (needed === 'victim-services' && mode !== needed) ||
    (needed === 'part2' && mode !== needed)
  ) {
    objections.push({ objection: 'mode-too-weak' })
  }
  if (mode === 'treatment') {
    const tooMuch = disclosure.fields.filter(
      (field) => field === 'substance-use' || field === 'sensitive-situation',
    )
    if (tooMuch.length > 0) objections.push({ objection: 'more-than-necessary', fields: tooMuch })
  } else if (!consent) {
    objections.push({ objection: 'consent-missing' })
  } else {
    objections.push(...consentObjections(mode, consent, disclosure, now))
  }
  return objections.length === 0 ? { permitted: true } : { permitted: false, objections }
}

function consentObjections(mode: Mode, consent: Consent, disclosure: Disclosure, now: Date) {
  const objections: { objection: Objection; fields?: Field[]; elements?: Element[] }[] = []
  const lacking = deficiencies(consent)
  const uncovered = disclosure.fields.filter((field) => !consent.fields.includes(field))
  if (consent.mode !== mode) objections.push({ objection: 'mode-too-weak' })
  if (consent.revokedAt) objections.push({ objection: 'consent-revoked' })
  if (consent.expiresAt && consent.expiresAt <= now) objections.push({ objection: 'consent-expired' })
  if (lacking.length > 0) objections.push({ objection: 'consent-deficient', elements: lacking })
  if (consent.agencyId && consent.agencyId !== disclosure.agency.id)
    objections.push({ objection: 'wrong-agency' })
  // One form an agency is what victim-services programs owe; a class of recipients would be a blank cheque.
  if (!consent.agencyId && mode === 'victim-services') objections.push({ objection: 'class-not-allowed' })
  if (consent.purpose !== disclosure.purpose) objections.push({ objection: 'wrong-purpose' })
  if (uncovered.length > 0) objections.push({ objection: 'field-not-covered', fields: uncovered })
  return objections
}
