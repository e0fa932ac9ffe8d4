import { z } from 'zod'
import data from '#data/eligibility/audiences.json' with { type: 'json' }
import { evaluate } from './evaluate.ts'
import type { Person } from './facts.ts'
import { knownOf } from './known.ts'
import { conditionSchema, type Verdict } from './model.ts'

/** data/eligibility/audiences.json: whom the name and first words of a listing speak of. */
export const audiencesSchema = z.strictObject({
  about: z.string(),
  audiences: z.record(
    z.string().min(1),
    z.strictObject({
      words: z.array(z.string().regex(/^[a-z0-9+ -]+\*?$/)).min(1),
      when: conditionSchema,
      needs: z.array(z.string()),
    }),
  ),
})

const AUDIENCES = Object.entries(audiencesSchema.parse(data).audiences)

/** One pass over the text for all of them: a feed of 100,000 listings is read. */
const PATTERN = new RegExp(
  `(?<![a-z0-9])(?:${AUDIENCES.map(([, { words }]) => `(${words.map(patternOf).join('|')})`).join('|')})(?![a-z0-9])`,
  'g',
)

function patternOf(word: string): string {
  return word.replace('+', '\\+').replace(/\*$/, '[a-z]*')
}

/** The audiences of data/eligibility/audiences.json that an English text speaks of, in their order. */
export function audiencesOf(text: string): string[] {
  const found = new Set<number>()
  for (const groups of text
    .toLowerCase()
    .replaceAll(/['’]s\b/g, 's')
    .matchAll(PATTERN)) {
    found.add(groups.findIndex((group, at) => at > 0 && group !== undefined) - 1)
  }
  return [...found].sort((a, b) => a - b).map((at) => AUDIENCES[at]?.[0] ?? '')
}

export type AudienceRequest = {
  person: Person
  now: Date
  /** Need ids asked for. */
  needs: readonly string[]
  /** What the person wrote: who is named there is meant. */
  text: string
  /** Whether children come along. */
  children: boolean
}

/** Of each audience, whether the person who needs help belongs to it. */
export function audiencesFor({
  person,
  now,
  needs,
  text,
  children,
}: AudienceRequest): ReadonlyMap<string, Verdict> {
  const named = new Set(audiencesOf(text))
  const known = knownOf(person, now)
  return new Map(
    AUDIENCES.map(([id, { when, needs: own }]) => {
      const asked = needs.some((need) => own.some((one) => need === one || need.startsWith(`${one}.`)))
      const meant = asked || named.has(id) || (children && id === 'children')
      return [id, meant ? 'yes' : evaluate(when, known)]
    }),
  )
}
