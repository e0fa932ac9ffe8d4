import { z } from 'zod'

/**
 * On what ground a person's facts may go to an agency. Treatment: 45 CFR 164.506, minimum necessary, no form.
 * Authorization: 45 CFR 164.508. Part 2: 42 CFR 2.31, substance use disorder records. Victim services: VAWA, FVPSA, VOCA.
 */
export const MODES = ['treatment', 'authorization', 'part2', 'victim-services'] as const
export type Mode = (typeof MODES)[number]

/** Why a need of substance use goes on a weaker ground than a Part 2 consent, where the law leaves the choice. */
export const GROUND_REASONS = ['no-program', 'tells-nothing', 'client-chose'] as const
export type GroundReason = (typeof GROUND_REASONS)[number]

/** Everything that a referral can disclose, one word a field; a consent names the ones it covers. */
export const FIELDS = [
  'name',
  'contact',
  'safe-contact',
  'languages',
  'age',
  'gender',
  'household',
  'income',
  'residence',
  'insurance',
  'documents',
  'situation',
  'sensitive-situation',
  'substance-use',
  'need',
  'request',
  'attachments',
] as const
export type Field = (typeof FIELDS)[number]

/** What every agency needs to be able to help at all. */
export const BASIC_FIELDS: readonly Field[] = [
  'name',
  'contact',
  'safe-contact',
  'languages',
  'need',
  'request',
]

export const GIVERS = ['client', 'minor', 'guardian', 'representative'] as const
export type Giver = (typeof GIVERS)[number]

export const METHODS = ['screen', 'link', 'paper', 'voice'] as const
export type Method = (typeof METHODS)[number]

const name = z.string().trim().min(1).max(200)

/** What stands on the form. Sealed when stored. */
export const consentRecordSchema = z.object({
  /** 1 Whose information it is. */
  clientName: name.optional(),
  /** 2 Who discloses. */
  discloser: name.optional(),
  /** 3 What, in words; the fields say it in codes. */
  description: z.string().trim().min(1).max(2000).optional(),
  /** 4 To whom. */
  recipient: name.optional(),
  /** 5 Why. */
  purpose: z.string().trim().min(1).max(500).optional(),
  /** 6 That it can be taken back, and how, was told. */
  revocationExplained: z.boolean().optional(),
  /** 7 When it ends: a date, an event, or "none" where the law allows it. */
  expiry: z.string().trim().min(1).max(200).optional(),
  /** 8 The signature: typed name, or the witness's for a spoken one, or the paper's attachment. */
  signature: name.optional(),
  /** 9 Date of signing, YYYY-MM-DD. */
  signedOn: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  /** Redisclosure and what follows from refusing were told (42 CFR 2.31(a)(5), (6)). */
  statementsGiven: z.boolean().optional(),
  giverName: name.optional(),
  /** "Mother", "guardian under order ...": what makes them able to give it. */
  giverCapacity: z.string().trim().max(200).optional(),
  /** A spoken consent is heard by somebody beside the one who writes it down. */
  witness: name.optional(),
})
export type ConsentRecord = z.infer<typeof consentRecordSchema>

export type Consent = {
  id: string
  clientId: string
  organizationId: string | null
  mode: Mode
  purpose: string
  /** One agency, or null with a class of recipients. */
  agencyId: string | null
  recipientClass: string | null
  fields: readonly Field[]
  giver: Giver
  method: Method
  /** IANA zone of the days on which it was signed and ends. */
  timezone: string
  givenAt: Date
  expiresAt: Date | null
  expiryEvent: string | null
  revokedAt: Date | null
  /** The signed paper. */
  attachmentId: string | null
  /** What shows that a legal representative may decide. */
  authorityId: string | null
  record: ConsentRecord
}
