import { z } from 'zod'
import { DOCUMENTS, type FactId, GENDERS, INSURANCES, POPULATIONS } from './facts.ts'

/** A place somebody must live in. `code` is an area code of find/geo (`county:48029`); a name alone was not resolved. */
const placeSchema = z.strictObject({ name: z.string().min(1).max(200), code: z.string().max(100).optional() })

const comparisonSchema = z.union([
  /** Whole years, both ends included. */
  z.strictObject({ fact: z.literal('age'), min: z.int().min(0).optional(), max: z.int().min(0).optional() }),
  z.strictObject({ fact: z.literal('gender'), is: z.enum(GENDERS) }),
  z.strictObject({ fact: z.literal('population'), is: z.enum(POPULATIONS) }),
  /** Gross household income at most this percentage of the federal poverty level. */
  z.strictObject({ fact: z.literal('income'), percentFpl: z.number().positive() }),
  /**
   * Gross household income at most so many US dollars a month, by household size from one person up.
   * The last figure stands for larger households too, `eachMore` dollars higher for each further person.
   */
  z.strictObject({
    fact: z.literal('income'),
    dollars: z.array(z.number().positive()).min(1),
    eachMore: z.number().min(0).optional(),
  }),
  /** Percentage of the area median income: unknown where the operator has loaded no medians (median.ts). */
  z.strictObject({ fact: z.literal('income'), percentMedian: z.number().positive() }),
  z.strictObject({ fact: z.literal('residence'), places: z.array(placeSchema).min(1) }),
  z.strictObject({ fact: z.literal('insurance'), anyOf: z.array(z.enum(INSURANCES)).min(1) }),
  z.strictObject({ fact: z.literal('documents'), allOf: z.array(z.enum(DOCUMENTS)).min(1) }),
])

/** One comparison with one fact of data/eligibility/facts.csv; populations go by their own ids. */
export type Comparison = z.infer<typeof comparisonSchema>
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition }
export type ResidencePlace = z.infer<typeof placeSchema>

/** The rule language: what must hold of a person. Combines comparisons by `all`, `any` and `not`, to any depth. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    comparisonSchema,
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
  ]),
)

/** Where a rule comes from: a structured field of the feed, prose read by machine, or a person who checked it. */
export const ORIGINS = ['stated', 'extracted', 'confirmed'] as const

export const ruleSchema = z.strictObject({
  when: conditionSchema,
  origin: z.enum(ORIGINS),
  /** Whether a broken rule rules the service out; when false it only makes one ask first. */
  sure: z.boolean(),
  /** The source's own words, or the name and value of the field. */
  words: z.string(),
  /** The day the source said so, YYYY-MM-DD; empty when it is not known. */
  on: z.string(),
})
export type Rule = z.infer<typeof ruleSchema>

export const serviceRulesSchema = z.strictObject({
  /** All of them must hold. */
  rules: z.array(ruleSchema),
  /** Clauses of prose that no rule accounts for, in their own words: one unknown each. */
  unknown: z.array(z.string()),
  /** Clauses read as no condition ("priority to seniors", "call for an appointment"). */
  noCondition: z.array(z.string()),
  /** What the source says of the whole: nothing at all, something, or that anyone may come. */
  says: z.enum(['nothing', 'something', 'anyone']),
  /** USPS code of the service's state: Alaska and Hawaii have their own poverty guidelines. */
  state: z.string().optional(),
  /** For the steward: where a structured field and the prose disagree. */
  disagreements: z
    .array(z.strictObject({ field: z.string(), stated: z.string(), words: z.string() }))
    .optional(),
})

/**
 * Who may use one service. Stored as JSON, one row a service (`service_eligibility.rules`), so it stays small:
 * plain objects, nothing that can be derived.
 */
export type ServiceRules = z.infer<typeof serviceRulesSchema>

export type Verdict = 'yes' | 'no' | 'unknown'
export type Fit = 'fits' | 'askFirst' | 'doesNotFit'

/**
 * Something to say in any language: a key below `reasons.` in data/messages and its values. A value may be a list of
 * further things to say; its name tells how the list is joined (`anyOf…` by "or", anything else by "and").
 * `reasonText` of reason-text.ts turns it into a sentence.
 */
export type Statement = { key: string; values?: Record<string, string | number | Statement[]> }

export type Reason = Statement & {
  about:
    | 'need'
    | 'eligibility'
    | 'distance'
    | 'area'
    | 'language'
    | 'delivery'
    | 'hours'
    | 'access'
    | 'cost'
    | 'documents'
    | 'capacity'
    | 'freshness'
    | 'response'
    | 'other'
  verdict: Verdict
  /** The fact it turns on; `other` for a clause that no rule accounts for. */
  fact?: FactId | 'other'
  /** The source's own words, in the source's language. */
  words?: string
  /** The rule is broken, but not sure enough to rule the service out. */
  doubtful?: true
}
