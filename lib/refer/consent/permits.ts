import type { Consent, ConsentRecord, Field, GroundReason, Mode } from './model.ts'

/** What the law says of an organization: its records of substance use (42 CFR Part 2), of victims (VAWA, FVPSA, VOCA). */
export type Protection = { part2Program: boolean; victimServices: boolean }

/** What is about to happen: these fields, to that agency, for this purpose. */
export type Disclosure = {
  fields: readonly Field[]
  /** For which need: that somebody is sent to treatment tells of them, whatever fields go along. */
  needId: string
  agency: Protection & { id: string }
  sender: Protection
  purpose: string
  /** Why the ground is weaker than the one that is proposed. */
  groundReason?: GroundReason | undefined
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
  | 'ground-unexplained'

export type Permission =
  | { permitted: true }
  | { permitted: false; objections: { objection: Objection; fields?: Field[]; elements?: Element[] }[] }

type Judged = Pick<Disclosure, 'fields' | 'needId' | 'sender'> & { agency: Protection }

const isSubstanceNeed = (needId: string) => needId.startsWith('substance.')
const isSafetyNeed = (needId: string) => needId.startsWith('safety.')

/**
 * The weakest ground that the law accepts for this disclosure. Records of a Part 2 program, a referral for substance use
 * to one, and anything that tells of substance use treatment need a Part 2 consent; what a victim-services program holds,
 * and sending a victim to one, needs its own kind.
 */
export function requiredMode({ sender, agency, fields, needId }: Judged): Mode {
  if (sender.victimServices || (agency.victimServices && isSafetyNeed(needId))) return 'victim-services'
  if (sender.part2Program || fields.includes('substance-use')) return 'part2'
  if (agency.part2Program && isSubstanceNeed(needId)) return 'part2'
  if (agency.victimServices || fields.includes('sensitive-situation') || fields.includes('attachments'))
    return 'authorization'
  return 'treatment'
}

/**
 * The ground that a form proposes. A need of substance use goes under a Part 2 consent even where nobody has said that
 * either side is such a program: sensitive classes are withheld by default (rule 21), and somebody says why not.
 */
export function proposedMode(judged: Judged): Mode {
  const required = requiredMode(judged)
  return isSubstanceNeed(judged.needId) && STRENGTH[required] < STRENGTH.part2 ? 'part2' : required
}

/** Is this ground as strong as the one that is needed? The strongest two do not stand in for each other. */
export function isStrongEnough(mode: Mode, needed: Mode): boolean {
  return needed === 'victim-services' || needed === 'part2'
    ? mode === needed
    : STRENGTH[mode] >= STRENGTH[needed]
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
  if (!isStrongEnough(mode, requiredMode(disclosure))) objections.push({ objection: 'mode-too-weak' })
  else if (STRENGTH[mode] < STRENGTH[proposedMode(disclosure)] && !disclosure.groundReason)
    objections.push({ objection: 'ground-unexplained' })
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
