import { z } from 'zod'
import { DomainError, type FieldError } from '#base/core/errors.ts'
import { DELIVERIES } from '#find/directory/model.ts'
import { personSchema } from '#find/eligibility/facts.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import { isDomain } from '#find/taxonomy/tree.ts'
import { IGNORABLE } from './ignored.ts'

/** Needs of an accessible place that a listing may state. */
export const ACCESS_KINDS = [
  'wheelchair',
  'asl',
  'parking',
  'restroom',
  'elevator',
  'ramp',
  'braille',
  'tty',
  'transit',
] as const

export const SORTS = ['best', 'nearest', 'soonest'] as const
export const MOST_RESULTS = 500

const needId = z
  .string()
  .refine(
    (id) => findNeed(id) !== undefined || isDomain(id),
    'This is not a need id of data/needs/needs.csv.',
  )

const near = z.union(
  [
    z.strictObject({ postalCode: z.string().regex(/^\d{5}$/, 'A ZIP code has five digits.') }),
    z.strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) }),
    z.strictObject({ county: z.string().min(1).max(100) }),
    z.strictObject({ text: z.string().min(1).max(200) }),
  ],
  'Give one of {"postalCode"}, {"lat","lng"}, {"county"} or {"text"}.',
)

/** Every field is optional. Person facts travel only in a body, never in a URL, a log or an analytics row. */
export const matchRequestSchema = z
  .strictObject({
    /** What is needed, in anybody's words. */
    text: z.string().max(20_000).optional(),
    needs: z.array(needId).max(20).optional(),
    near: near.optional(),
    withinMiles: z.number().positive().max(5000).optional(),
    person: personSchema.optional(),
    with: z
      .strictObject({ children: z.int().min(0).max(20).optional(), pets: z.boolean().optional() })
      .optional(),
    access: z.array(z.enum(ACCESS_KINDS)).max(ACCESS_KINDS.length).optional(),
    delivery: z.array(z.enum(DELIVERIES)).max(DELIVERIES.length).optional(),
    openAt: z
      .union([z.enum(['now', 'evenings', 'weekends']), z.iso.datetime({ offset: true })], {
        error:
          'Give "now", "evenings", "weekends" or a time with its offset, such as 2026-12-06T00:30:00-08:00.',
      })
      .optional(),
    /** What was understood of the text and is not so: `need:…`, `fact:…`, `person`, `place`. */
    ignore: z
      .array(z.string().regex(IGNORABLE, 'Give "need:<id>", "fact:<id>", "person" or "place".'))
      .max(60)
      .optional(),
    /** Facts that the person would rather not be asked about. */
    skip: z.array(z.string().max(60)).max(60).optional(),
    /** Whether the answer counts what each filter would leave. */
    facets: z.boolean().optional(),
    sort: z.enum(SORTS).default('best'),
    limit: z.int().min(1).max(100).default(20),
    offset: z.int().min(0).default(0),
  })
  .refine(({ limit, offset }) => limit + offset <= MOST_RESULTS, {
    path: ['offset'],
    message: `offset and limit together reach at most ${MOST_RESULTS}.`,
  })

export type MatchRequest = z.infer<typeof matchRequestSchema>
/** As a caller may write it, with defaults left out. */
export type MatchRequestInput = z.input<typeof matchRequestSchema>

/** What of a problem means that the shape was not understood; everything else was understood and is impossible. */
const SHAPE: ReadonlySet<string> = new Set([
  'invalid_type',
  'unrecognized_keys',
  'invalid_union',
  'invalid_key',
])

/**
 * @throws DomainError `malformed` when the shape is wrong (a string for a number, a field that does not exist),
 *   `invalid` when a value is impossible (an unknown need id, an age of 200); each names its fields.
 */
export function parseMatchRequest(input: unknown): MatchRequest {
  const parsed = matchRequestSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => unfolded(issue))
  const malformed = problems.some(({ shape }) => shape)
  throw new DomainError(
    malformed ? 'malformed' : 'invalid',
    malformed
      ? 'The request does not have the form it should have.'
      : 'Some values of the request are not possible.',
    { errors: problems.map(({ path, message }) => ({ path, message })) },
  )
}

type Problem = FieldError & { shape: boolean }

/** A union reports the complaints of all its branches: those of the branch that came closest are the ones to read. */
function unfolded(issue: z.core.$ZodIssue, above: PropertyKey[] = []): Problem[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((errors) => errors.flatMap((error) => unfolded(error, path)))
    const close = branches.find((branch) => branch.length > 0 && branch.every(({ shape }) => !shape))
    return close ?? [{ path: path.join('.'), message: issue.message, shape: true }]
  }
  return [{ path: path.join('.'), message: issue.message, shape: SHAPE.has(issue.code) }]
}
