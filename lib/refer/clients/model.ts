import { z } from 'zod'
import { languageTag, type Person, personSchema } from '#find/eligibility/facts.ts'
import { findPostalCode } from '#find/geo/places.ts'

/** Where a fact came from: it is worth what its source is worth, and it says so. */
export const FACT_SOURCES = ['client', 'coordinator', 'document', 'screening', 'family', 'agency'] as const

const sourced = <T extends z.ZodType>(value: T) =>
  z.object({ value, from: z.enum(FACT_SOURCES), at: z.iso.datetime() })

const facts = personSchema.shape

/** How, when and as whom the client may be reached. Binding on every message that leaves, whoever sends it. */
export const safeContactSchema = z.object({
  /** Nobody contacts the client at all: no reminder, no survey, no call by the agency. */
  noContact: z.boolean().default(false),
  channels: z.array(z.enum(['call', 'text', 'mail', 'letter'])).default([]),
  /** Local hours, HH:MM; outside them nothing is sent. */
  hours: z.object({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }).optional(),
  noVoicemail: z.boolean().default(false),
  /** What to say instead of who is calling. */
  callerAlias: z.string().trim().max(100).optional(),
  note: z.string().trim().max(1000).optional(),
})
export type SafeContact = z.infer<typeof safeContactSchema>

/** A client as the coordinator keeps it. Everything but a name or an alias is optional. Sealed when stored. */
export const clientRecordSchema = z
  .object({
    givenName: z.string().trim().max(100).optional(),
    familyName: z.string().trim().max(100).optional(),
    /** What to call somebody who gives no name, or not their own. */
    alias: z.string().trim().max(100).optional(),
    phone: z.string().trim().max(40).optional(),
    email: z.email('Write the e-mail address as name@example.org.').max(254).optional(),
    address: z.string().trim().max(300).optional(),
    /** A parent, guardian or legal representative: who is asked where the client may not consent alone. */
    guardian: z
      .object({
        name: z.string().trim().min(1, 'Write the name of the parent or guardian.').max(200),
        email: z.email('Write the e-mail address as name@example.org.').max(254).optional(),
      })
      .optional(),
    safeContact: safeContactSchema.prefault({}),
    /** BCP 47, preferred first. */
    languages: z.array(languageTag).max(10).default([]),
    interpreter: z.boolean().default(false),
    facts: z
      .object({
        age: sourced(facts.age.unwrap()).optional(),
        householdSize: sourced(facts.householdSize.unwrap()).optional(),
        monthlyIncome: sourced(facts.monthlyIncome.unwrap()).optional(),
        gender: sourced(facts.gender.unwrap()).optional(),
        residence: sourced(facts.residence.unwrap()).optional(),
        insurance: sourced(facts.insurance.unwrap()).optional(),
        documents: sourced(facts.documents.unwrap()).optional(),
      })
      .default({}),
    populations: z.record(z.string(), sourced(z.boolean())).default({}),
    household: z
      .array(
        z.object({
          relation: z.string().trim().min(1, 'Write who this is: son, partner, mother.').max(60),
          age: z.int().min(0).max(120).optional(),
        }),
      )
      .max(20)
      .default([]),
    note: z.string().trim().max(4000).optional(),
  })
  .refine((client) => client.givenName || client.familyName || client.alias, {
    path: ['alias'],
    error: 'Give a name, or an alias to call this person by.',
  })
export type ClientRecord = z.infer<typeof clientRecordSchema>

export type Client = {
  id: string
  organizationId: string | null
  status: 'active' | 'closed'
  version: number
  createdAt: Date
  updatedAt: Date
  record: ClientRecord
}

export function displayName({ givenName, familyName, alias }: ClientRecord): string {
  return [givenName, familyName].filter(Boolean).join(' ') || alias || ''
}

/** What an agency sees before it has said who it is. */
export function initials(record: ClientRecord): string {
  const parts = displayName(record).split(/\s+/).filter(Boolean)
  return parts.map((part) => `${[...part][0]?.toUpperCase()}.`).join(' ')
}

/** The facts as matching wants them. */
export function personOf(record: ClientRecord): Person {
  const known = Object.entries(record.facts).flatMap(([fact, entry]) => (entry ? [[fact, entry.value]] : []))
  const populations = Object.fromEntries(
    Object.entries(record.populations).map(([id, entry]) => [id, entry.value]),
  )
  return personSchema.parse({
    ...Object.fromEntries(known),
    ...(record.languages.length > 0 && { languages: record.languages }),
    ...(Object.keys(populations).length > 0 && { populations }),
  })
}

/** Where the client lives, as a state of two letters: stated, or by ZIP code. */
export function stateOf({ facts }: ClientRecord): string | undefined {
  const residence = facts.residence?.value
  return residence?.state ?? (residence?.postalCode ? findPostalCode(residence.postalCode)?.state : undefined)
}
