import { NEEDS } from '#find/taxonomy/needs.ts'
import { STRENGTHS, type UnderstoodNeed } from './model.ts'
import { stoodBy } from './negation.ts'
import type { Found, Reading } from './steps.ts'

/** Each further phrase for the same need adds this share of its own weight. */
const SUPPORT = 0.25
/** Each further word of a phrase makes it more particular. */
const PER_WORD = 0.08
/** A need this much less likely than the first is noise. */
const LEAST_SHARE = 0.36

const order = new Map(NEEDS.map((need, index) => [need.id, index]))

type Scored = { id: string; score: number; first: Found }

/** Needs in order of likelihood; what is refused ("not for food") or over ("used to be homeless") is left out. */
export function rankNeeds(
  found: readonly Found[],
  readings: readonly Reading[],
  text: string,
): UnderstoodNeed[] {
  const scored = new Map<string, Scored>()
  const strongestFirst = found
    .filter((each) => !stoodBy(each, readings, 'not-wanted') && !stoodBy(each, readings, 'past'))
    .map((each) => ({ each, weight: weightOf(each) }))
    .sort((a, b) => b.weight - a.weight || a.each.start - b.each.start)
  const counted = new Map<string, Set<number>>()
  for (const { each, weight } of strongestFirst) {
    if (each.rule.meaning.kind !== 'need') continue
    const id = each.rule.meaning.need
    const words = counted.get(id) ?? new Set<number>()
    const known = scored.get(id)
    if (known === undefined) scored.set(id, { id, score: weight, first: each })
    else if (each.used.some((token) => !words.has(token))) known.score += weight * SUPPORT
    for (const token of each.used) words.add(token)
    counted.set(id, words)
  }
  const ranked = [...scored.values()].sort(
    (a, b) =>
      b.score - a.score || a.first.start - b.first.start || (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
  )
  const best = ranked[0]?.score ?? 0
  return ranked
    .filter((each) => each.score >= best * LEAST_SHARE)
    .map(({ id, score, first }) => ({
      id,
      phrase: phraseOf(first, text),
      weight: rounded(Math.min(1, score)),
    }))
}

function weightOf(found: Found): number {
  if (found.rule.meaning.kind !== 'need') return 0
  return (
    STRENGTHS[found.rule.meaning.strength] *
    found.quality *
    (1 + PER_WORD * Math.min(4, found.used.length - 1))
  )
}

/** The text's own words, from the first to the last that the phrase used. */
export function phraseOf(found: Found, text: string): string {
  const { tokens } = found.reading
  const first = tokens[Math.min(...found.used)]
  const last = tokens[Math.max(...found.used)]
  return text.slice(first?.start ?? 0, last?.end ?? 0)
}

const rounded = (weight: number): number => Math.round(weight * 100) / 100
