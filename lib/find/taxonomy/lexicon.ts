import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { LOCALES } from '#base/i18n/locales.ts'
import { needLabel } from './labels.ts'
import { findNeed, NEEDS } from './needs.ts'
import { PhraseBook } from './phrases.ts'
import { COMMA, STOP, tokenize } from './tokens.ts'

const needId = z.string().refine((id) => findNeed(id) !== undefined, 'is not an id of data/needs/needs.csv')
const share = z.number().min(0).max(1)
const phrases = z.array(z.string().min(1)).min(1)

/** How strongly a phrase speaks for a need. */
export const STRENGTHS = ['sure', 'likely', 'hint'] as const
export type Strength = (typeof STRENGTHS)[number]

/** The fields of a service that are read for words; `opening` is the first sentence of the description. */
export const FIELDS = ['name', 'term', 'program', 'opening', 'description', 'organization'] as const
export type Field = (typeof FIELDS)[number]

const cueSchema = z.strictObject({
  phrases,
  /** Which side of the cue the phrase stands on that it bears on. */
  side: z.enum(['after', 'before']),
  /** How many words it reaches. */
  reach: z.int().min(1).max(60),
  /** What the phrase's weight is multiplied by: 0 cancels it, above 1 strengthens it. Weakening stops at the sentence's end. */
  factor: z.number().min(0).max(2),
})

/** data/needs/words.json: the words that speak for each need. */
export const wordsSchema = z.strictObject({
  about: z.string(),
  /** A need is given from this certainty on. */
  threshold: share,
  /** The best need alone is given from here on when no need reaches the threshold. */
  alone: share,
  /** A service that has a need this `certain` is about that one: others must reach `beside`. */
  focus: z.strictObject({ certain: share, beside: share }),
  weights: z.record(z.enum(FIELDS), z.record(z.enum(STRENGTHS), share)),
  aliases: z.record(z.string(), z.string()),
  cues: z.record(z.string(), cueSchema),
  nearMisses: phrases,
  needs: z.record(
    needId,
    z.strictObject({ sure: phrases.optional(), likely: phrases.optional(), hint: phrases.optional() }),
  ),
})

/** What one term says: needs it means (certainty 1) or needs it makes likely, each with its certainty. */
const meaning = z.union([z.array(needId), z.record(needId, share)])

/** data/needs/terms.json: what the terms of taxonomies mean, by their names or their codes. */
export const termsSchema = z.strictObject({
  about: z.string(),
  names: z.record(z.string(), meaning),
  /** Codes of taxonomies that may be named openly. 211 codes never stand here: they are licensed. */
  codes: z.record(z.string(), z.record(z.string(), meaning)),
  /** Taxonomies whose terms say whom a service is for, not what it does. */
  aside: z.strictObject({ taxonomies: z.array(z.string()), names: z.array(z.string()) }),
})

export type Cue = z.infer<typeof cueSchema>

/** What the phrase book holds: a phrase for a need, a phrase that only looks like one, or a cue. */
export type Entry =
  | { kind: 'need'; needId: string; strength: Strength; key: string }
  | { kind: 'nearMiss' }
  | { kind: 'cue'; cue: Cue }

export type Lexicon = {
  threshold: number
  alone: number
  focus: { certain: number; beside: number }
  weights: Record<Field, Record<Strength, number>>
  aliases: ReadonlyMap<string, string>
  book: PhraseBook<Entry>
  termsByName: ReadonlyMap<string, ReadonlyMap<string, number>>
  termsByCode: ReadonlyMap<string, ReadonlyMap<string, number>>
  asideTaxonomies: ReadonlySet<string>
  asideNames: ReadonlySet<string>
}

/** Builds the searchable form of the two files. Throws a ZodError that names the key, or an Error that names the phrase. */
export function compileLexicon(words: unknown, terms: unknown): Lexicon {
  const w = wordsSchema.parse(words)
  const t = termsSchema.parse(terms)
  const aliases = new Map(
    Object.entries(w.aliases).map(([from, to]) => [
      tokenize(from, new Map())[0] ?? from,
      tokenize(to, new Map())[0] ?? to,
    ]),
  )
  const book = new PhraseBook<Entry>(aliases)
  for (const [id, byStrength] of Object.entries(w.needs)) {
    for (const strength of STRENGTHS) {
      for (const phrase of byStrength[strength] ?? []) {
        book.add(phrase, { kind: 'need', needId: id, strength, key: `${id} ${phrase}` })
      }
    }
  }
  for (const phrase of w.nearMisses) book.add(phrase, { kind: 'nearMiss' })
  for (const cue of Object.values(w.cues)) {
    for (const phrase of cue.phrases) book.add(phrase, { kind: 'cue', cue })
  }
  const codes = Object.entries(t.codes).flatMap(([taxonomy, byCode]) =>
    Object.entries(byCode).map(([code, means]) => [codeKey(taxonomy, code), certainties(means)] as const),
  )
  return {
    threshold: w.threshold,
    alone: w.alone,
    focus: w.focus,
    weights: w.weights,
    aliases,
    book,
    termsByName: new Map(
      [...ownLabels(), ...Object.entries(t.names)].map(([name, means]) => [
        termKey(name),
        certainties(means),
      ]),
    ),
    termsByCode: new Map(codes),
    asideTaxonomies: new Set(t.aside.taxonomies.map(termKey)),
    asideNames: new Set(t.aside.names.map(termKey)),
  }
}

/** A term with the very words that we use for a need means that need, in any of our languages. */
function ownLabels(): [string, string[]][] {
  return NEEDS.flatMap(({ id }) => LOCALES.map((locale): [string, string[]] => [needLabel(id, locale), [id]]))
}

/** A feed says the same few hundred terms on every service. */
const keys = new Map<string, string>()
const MOST_KEYS = 5000

/** A term's name as it is compared: words only, in their singular. */
export function termKey(name: string): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = tokenize(name, new Map())
    .filter((token) => token !== STOP && token !== COMMA)
    .join(' ')
  if (keys.size >= MOST_KEYS) keys.clear()
  keys.set(name, key)
  return key
}

export function codeKey(taxonomy: string, code: string): string {
  return `${termKey(taxonomy)}\n${code.trim()}`
}

function certainties(means: string[] | Partial<Record<string, number>>): ReadonlyMap<string, number> {
  if (Array.isArray(means)) return new Map(means.map((id) => [id, 1]))
  return new Map(Object.entries(means).map(([id, certainty]) => [id, certainty ?? 0]))
}

/** The lexicon of the shipped files. */
export const LEXICON = compileLexicon(readData('words.json'), readData('terms.json'))

function readData(file: string): unknown {
  return JSON.parse(readFileSync(join(process.cwd(), 'data/needs', file), 'utf8'))
}
