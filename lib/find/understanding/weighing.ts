import { z } from 'zod'
import { once } from '#base/core/once.ts'
import { readRows } from './lexicon-files.ts'
import { CRISIS_KINDS, type CrisisKind } from './model.ts'
import type { Found, Reading, Step } from './steps.ts'

/**
 * What the ideas of a text weigh together, where no phrase says it: a rope, a farewell and a life that is too heavy are a
 * crisis in any language and order. An idea is a class of the lexicon, so that one table serves all languages.
 * `data/lexicon/crisis-weights.csv` is learned from the labelled requests (`indexer/learn-crisis.ts`).
 */
export type CrisisWeights = ReadonlyMap<string, readonly number[]>

/** Of each kind, in the order of `CRISIS_KINDS`, how probable it is, 0 to 1; the rest is "no crisis". */
export type Weighed = readonly number[]

/** The row of what every text weighs, whatever it says. */
export const EVERY_TEXT = '-'

const weightRowSchema = z.strictObject({
  class: z.string().regex(/^(-|[a-z][a-z-]*)$/),
  ...(Object.fromEntries(CRISIS_KINDS.map((kind) => [kind, z.coerce.number()])) as Record<
    CrisisKind,
    z.ZodCoercedNumber
  >),
})

/** The weights of data/lexicon/crisis-weights.csv. Throws an error that names the row where one is malformed. */
export const committedWeights = once(
  (): CrisisWeights =>
    new Map(
      readRows('crisis-weights.csv', weightRowSchema).map((row) => [
        row.class,
        CRISIS_KINDS.map((kind) => row[kind]),
      ]),
    ),
)

/** So many words are weighed together, half of them again with the next: what is far apart is not one story. */
const WINDOW = 60

/**
 * The ideas that stand in each stretch of a text. Names of languages and days say nothing of danger, nor do the words of
 * a figure of speech.
 */
export function ideasIn(readings: readonly Reading[], figures: readonly Found[]): Set<string>[] {
  const length = readings[0]?.tokens.length ?? 0
  const hidden = new Set(figures.flatMap(({ used }) => used))
  const small = readings[0]?.small ?? []
  const isFigure = ({ used }: Step): boolean =>
    used.some((token) => hidden.has(token)) &&
    used.every((token) => hidden.has(token) || small[token] === true)
  const starts = [0]
  for (let at = WINDOW / 2; at + WINDOW / 2 < length; at += WINDOW / 2) starts.push(at)
  return starts.map((start) => {
    const ideas = new Set<string>()
    for (const { classes } of readings) {
      for (const [name, spans] of classes) {
        if (/^(lang|day)-/.test(name) || ideas.has(name)) continue
        for (const [at, steps] of spans) {
          if (starts.length > 1 && (at < start || at >= start + WINDOW)) continue
          if (steps.some((step) => !isFigure(step))) ideas.add(name)
        }
      }
    }
    return ideas
  })
}

/** How probable each kind of crisis is in the most alarming stretch of the text, and of how many that is the most. */
export function weigh(
  readings: readonly Reading[],
  figures: readonly Found[],
): { weighed: Weighed; stretches: number } {
  let most: Weighed = CRISIS_KINDS.map(() => 0)
  const stretches = ideasIn(readings, figures)
  for (const ideas of stretches) {
    const weighed = probabilities(committedWeights(), ideas)
    if (sum(weighed) > sum(most)) most = weighed
  }
  return { weighed: most, stretches: stretches.length }
}

/** Softmax over the kinds and "none", which weighs 0. */
export function probabilities(weights: CrisisWeights, ideas: Iterable<string>): Weighed {
  const totals = [...(weights.get(EVERY_TEXT) ?? CRISIS_KINDS.map(() => 0))]
  for (const idea of ideas) {
    for (const [index, weight] of (weights.get(idea) ?? []).entries()) {
      totals[index] = (totals[index] ?? 0) + weight
    }
  }
  const powers = totals.map((total) => Math.exp(Math.min(total, 50)))
  const whole = 1 + sum(powers)
  return powers.map((power) => power / whole)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
