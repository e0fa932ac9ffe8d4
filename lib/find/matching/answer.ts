import { z } from 'zod'
import { DELIVERIES } from '#find/directory/model.ts'
import { personSchema } from '#find/eligibility/facts.ts'

const verdict = z.enum(['yes', 'no', 'unknown'])

const reason = z.object({
  about: z.enum([
    'need',
    'eligibility',
    'distance',
    'area',
    'language',
    'delivery',
    'hours',
    'access',
    'cost',
    'documents',
    'capacity',
    'freshness',
    'response',
    'other',
  ]),
  verdict,
  /** A fact or population id; `other` for a clause that no rule accounts for. */
  fact: z.string().optional(),
  /** A sentence in the reader's language. */
  text: z.string(),
  /** The source's own words, in the source's language. */
  words: z.string().optional(),
})

const service = z.object({
  id: z.string(),
  name: z.string(),
  organization: z.object({ id: z.string(), name: z.string() }),
  /** The feed's own id. */
  sourceId: z.string().nullable(),
})

/** A hidden place has neither city, address nor point. */
const location = z.object({
  id: z.string(),
  name: z.string().nullable(),
  address: z.string().optional(),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  lat: z.number().optional(),
  lng: z.number().optional(),
  /** The point is the middle of the ZIP code's area. */
  approximate: z.boolean().optional(),
})

const result = z.object({
  service,
  /** Null: the service has no place. */
  location: location.nullable(),
  distanceMeters: z.int().min(0).optional(),
  fit: z.enum(['fits', 'askFirst']),
  /** 0 to 1; the product of the named parts. */
  score: z.number().min(0).max(1),
  reasons: z.array(reason),
  summary: z.string(),
  phone: z
    .object({ number: z.string(), e164: z.string().nullable(), extension: z.string().nullable() })
    .nullable(),
  url: z.string().nullable(),
  /** Empty: not known. */
  delivery: z.array(z.enum(DELIVERIES)),
  /** At the time of the request, and when that changes; null when not known. */
  opening: z.object({
    state: z.enum(['open', 'closed', 'appointment', 'unknown']),
    opensAt: z.iso.datetime().nullable(),
    closesAt: z.iso.datetime().nullable(),
  }),
})

const place = z.object({
  label: z.string(),
  lat: z.number(),
  lng: z.number(),
  /** FIPS, five digits. */
  county: z.string().optional(),
})

const crisis = z.object({
  kind: z.enum(['suicide', 'violence', 'overdose', 'medical', 'child-danger']),
  /** In `language` (BCP 47): that of the text where it is one of ours, otherwise that of the pages. */
  message: z.string(),
  language: z.string(),
  contacts: z.array(
    z.object({
      name: z.string(),
      phone: z.string().nullable(),
      sms: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
})

/** What the text said and nothing else. */
export const understoodSchema = z.object({
  needs: z.array(z.object({ id: z.string(), label: z.string(), phrase: z.string() })),
  place: place.nullable(),
  person: personSchema,
  with: z.object({ children: z.number().optional(), pets: z.boolean().optional() }),
  access: z.array(z.string()),
  delivery: z.array(z.enum(DELIVERIES)),
  openAt: z.enum(['now', 'evenings', 'weekends']).nullable(),
  /** A calendar day by which something happens. */
  deadline: z.string().nullable(),
  crisis: crisis.nullable(),
})

const counts = z.record(z.string(), z.int())

export const matchAnswerSchema = z.object({
  understood: understoodSchema,
  /** Where was looked, from the request or the text. */
  place: place.nullable(),
  results: z.array(result),
  /** Services among the candidates ranked, at most 500 in all. */
  counts: z.object({ fits: z.int(), askFirst: z.int(), doesNotFit: z.int() }),
  /** The first 50 that do not fit, each with what rules it out. */
  ruledOut: z.array(
    z.object({
      service: z.object({ id: z.string(), name: z.string(), sourceId: z.string().nullable() }),
      reasons: z.array(reason),
    }),
  ),
  nextQuestion: z.object({ fact: z.string(), text: z.string() }).nullable(),
  /** When nothing is left: which constraint emptied the list, and the nearest change that would fill it. */
  relaxation: z
    .object({
      constraint: z.enum(['withinMiles', 'delivery', 'person', 'needs', 'text', 'near']),
      /** Of the person: the one fact or population that alone rules out the most; left out where several do together. */
      fact: z.string().optional(),
      /** Request fields to replace; null takes the field away. */
      change: z.record(z.string(), z.unknown()),
      /** Services that the change would bring. */
      count: z.int(),
      text: z.string(),
    })
    .nullable(),
  /** When asked for: filter → choice → services that are known to have it. */
  facets: z.object({ delivery: counts, open: counts, language: counts, access: counts }).optional(),
  /** The answer came without the search engine. */
  degraded: z.boolean(),
})

export type MatchAnswer = z.infer<typeof matchAnswerSchema>
export type MatchResult = z.infer<typeof result>
export type AnswerReason = z.infer<typeof reason>
export type UnderstoodAnswer = z.infer<typeof understoodSchema>
export type Relaxation = NonNullable<MatchAnswer['relaxation']>
