import { z } from 'zod'
import type { Person } from '#find/eligibility/facts.ts'
import type { Place } from '#find/geo/places.ts'

/** Languages whose requests are understood (BCP 47). `zh` is read as simplified; traditional is converted first. */
export const LANGUAGES = ['en', 'es', 'zh', 'vi', 'ar', 'ht', 'tl'] as const
export type Language = (typeof LANGUAGES)[number]

/** The most urgent to act on first; where a text shows several, `crisis-rules.ts` says which is answered. */
export const CRISIS_KINDS = ['overdose', 'suicide', 'medical', 'violence', 'child-danger'] as const
export type CrisisKind = (typeof CRISIS_KINDS)[number]

export const ACCESS = ['wheelchair', 'asl'] as const
export const DELIVERY = ['in-person', 'phone', 'online', 'home'] as const

/** One need the text asks for. `phrase` is the text's own words, `weight` is 0 to 1 (how sure). */
export type UnderstoodNeed = { id: string; phrase: string; weight: number }

/** What a request says and nothing else. An absent fact is *not said*, never *no*. */
export type Understood = {
  /** Most likely first. */
  needs: UnderstoodNeed[]
  place: Place | null
  /** The words the place was read from. */
  placePhrase: string | null
  /** Facts of the person who needs help, who is often not the one typing. */
  person: Person
  with: { children?: number; pets?: boolean }
  access: (typeof ACCESS)[number][]
  delivery: (typeof DELIVERY)[number][]
  openAt: 'now' | 'evenings' | 'weekends' | null
  /** A calendar day (ISO 8601, `2026-11-24`) by which something happens: a hearing, a shut-off. */
  deadline: string | null
  crisis: CrisisKind | null
  /** Content words for a word search when no need is understood, in the text's order. */
  words: string[]
  /** Languages the text is written in, the strongest first. */
  languages: Language[]
}

export type UnderstandOptions = {
  /** The reader's language (BCP 47): decides between languages when the text alone does not. */
  locale?: string
  /** For "tuesday" and "tomorrow"; without it no deadline is read. */
  now?: Date
  /** IANA zone of the reader's calendar day, asked for when a text names a day and no place; UTC when absent. */
  timeZone?: () => string
}

/** How much a phrase says by itself: it names the need; it usually means it; it is only in its neighbourhood. */
export const STRENGTHS = { strong: 1, plain: 0.7, weak: 0.35 } as const
export type Strength = keyof typeof STRENGTHS

const phrases = z.string().min(1, 'Give at least one phrase, separated by "; ".')

/** `needs.csv`: phrases that ask for a need. The need `-` stands for "asks for nothing" and hides its words. */
export const needRowSchema = z.strictObject({
  need: z.string().regex(/^(-|[a-z]+\.[a-z-]+)$/, 'A need id as in data/needs/needs.csv, or "-".'),
  strength: z.enum(['strong', 'plain', 'weak']),
  phrases,
  unless: z.string(),
})

/** `facts.csv`: phrases that state a fact. `#` as value takes the number in the phrase. */
export const factRowSchema = z.strictObject({
  fact: z.string().min(1),
  value: z.string().min(1),
  phrases,
  unless: z.string(),
})

/**
 * How much a phrase says of a crisis. `certain` stands whatever else is said; `likely` yields where the text is about
 * a training, the news or something long past; `hint` is also said of rent and noise, and counts only together with
 * another hint or where nothing practical is asked for.
 */
export const CRISIS_STRENGTHS = ['hint', 'likely', 'certain'] as const
export type CrisisStrength = (typeof CRISIS_STRENGTHS)[number]

/**
 * `crisis.csv` of each language and `crisis-rules.csv` of all. The kind `-` is a figure of speech: it hides the words
 * it is made of ("this homework is killing me").
 */
export const crisisRowSchema = z.strictObject({
  kind: z.enum(['-', ...CRISIS_KINDS]),
  strength: z.enum(CRISIS_STRENGTHS),
  phrases,
  unless: z.string(),
})

/** `classes.csv`, and `crisis-words.csv` for the ideas of crises: words that may stand for each other, used as `@name` in phrases of the same language. */
export const classRowSchema = z.strictObject({ class: z.string().regex(/^[a-z][a-z-]*$/), phrases })

/** `numbers.csv`, `calendar.csv`, `languages.csv`, `spellings.csv`: a meaning and the words for it. */
export const wordRowSchema = z.strictObject({ means: z.string().min(1), words: phrases })
