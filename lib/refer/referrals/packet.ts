import type { Residence } from '#find/eligibility/facts.ts'
import { isSensitiveNeed, SENSITIVE_POPULATIONS } from '#find/eligibility/sensitive.ts'
import { recordFor, seenBy } from '#refer/clients/field-access.ts'
import { type ClientRecord, displayName } from '#refer/clients/model.ts'
import type { Field } from '#refer/consent/model.ts'

/** What an agency is told, field by field, and nothing beside them. */
export type PacketContent = {
  name?: string
  phone?: string
  email?: string
  address?: string
  safeContact?: ClientRecord['safeContact']
  languages?: string[]
  interpreter?: boolean
  age?: number
  gender?: string
  household?: { size?: number; members: ClientRecord['household'] }
  monthlyIncome?: number
  residence?: Residence
  insurance?: readonly string[]
  documents?: readonly string[]
  /** Population ids that the client said yes to. */
  situation?: string[]
  sensitiveSituation?: string[]
  substanceUse?: boolean
  needId?: string
  urgency?: 'urgent' | 'routine'
  request?: string
}

/** What the page shows before the agency has said who it is: never enough to know anybody by. */
export type PacketPreview = { initials: string; needId: string }

/** Drops what is empty, so that a packet says nothing rather than "unknown". */
function present<T extends object>(content: T): T {
  return Object.fromEntries(
    Object.entries(content).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as T
}

/**
 * What goes to an agency, from the record as the table of fields (field-access.ts) gives it to one on these fields.
 * @param fields what the consent, or the ground that needs none, names
 */
export function buildPacket(
  record: ClientRecord,
  need: { needId: string; urgency: 'urgent' | 'routine' },
  fields: readonly Field[],
  request: string | undefined,
): PacketContent {
  const sees = seenBy('agency', fields)
  const seen = recordFor('agency', record, fields)
  const { facts } = seen
  const said = Object.entries(seen.populations).flatMap(([id, entry]) => (entry.value ? [id] : []))
  const isSubstance = (id: string) => id === 'substance-use'
  const isSensitive = (id: string) => SENSITIVE_POPULATIONS.has(id)
  return present<PacketContent>({
    ...(sees('name') && { name: displayName(seen) }),
    ...(present({ phone: seen.phone, email: seen.email, address: seen.address }) as PacketContent),
    ...((sees('contact') || sees('safe-contact')) && { safeContact: seen.safeContact }),
    ...(sees('languages') && { languages: seen.languages, interpreter: seen.interpreter }),
    ...(facts.age && { age: facts.age.value }),
    ...(facts.gender && { gender: facts.gender.value }),
    ...(sees('household') && {
      household: present({ size: facts.householdSize?.value, members: seen.household }) as {
        members: ClientRecord['household']
      },
    }),
    ...(facts.monthlyIncome && { monthlyIncome: facts.monthlyIncome.value }),
    ...(facts.residence && { residence: facts.residence.value }),
    ...(facts.insurance && { insurance: facts.insurance.value }),
    ...(facts.documents && { documents: facts.documents.value }),
    ...(sees('situation') && { situation: said.filter((id) => !isSensitive(id)) }),
    ...(sees('sensitive-situation') && {
      sensitiveSituation: said.filter((id) => isSensitive(id) && !isSubstance(id)),
    }),
    ...(sees('substance-use') && { substanceUse: said.some(isSubstance) }),
    ...(sees('need') && need),
    ...(sees('request') && request !== undefined && { request }),
  })
}

/** Which words of a packet belong to which field. */
const KEYS: Record<Field, readonly (keyof PacketContent)[]> = {
  name: ['name'],
  contact: ['phone', 'email', 'address', 'safeContact'],
  'safe-contact': ['safeContact'],
  languages: ['languages', 'interpreter'],
  age: ['age'],
  gender: ['gender'],
  household: ['household'],
  income: ['monthlyIncome'],
  residence: ['residence'],
  insurance: ['insurance'],
  documents: ['documents'],
  situation: ['situation'],
  'sensitive-situation': ['sensitiveSituation'],
  'substance-use': ['substanceUse'],
  need: ['needId', 'urgency'],
  request: ['request'],
  attachments: [],
}

/** A packet as the disclosed fields allow it, whatever else was stored with it. */
export function disclosedPart(content: PacketContent, fields: readonly Field[]): PacketContent {
  const keys = new Set<string>(fields.flatMap((field) => KEYS[field]))
  return Object.fromEntries(Object.entries(content).filter(([key]) => keys.has(key)))
}

export function buildPreview(record: ClientRecord, needId: string): PacketPreview {
  // A sensitive need would tell who the person is by what they need: only its domain's neutral word is shown.
  return {
    initials: displayName(recordFor('agency-unproven', record)),
    needId: isSensitiveNeed(needId) ? 'sensitive' : needId,
  }
}

/** 42 CFR 2.32: what tells of substance use treatment carries the notice that it may not be passed on. */
export function needsRedisclosureNotice(mode: string, fields: readonly Field[]): boolean {
  return mode === 'part2' || fields.includes('substance-use')
}
