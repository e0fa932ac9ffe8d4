import type { Lexicon, Rule } from './lexicon.ts'
import type { Token } from './normalise.ts'
import type { Alternative, Choice, Part } from './pattern.ts'

/**
 * One way in which a word, a number or a class stands at a token. `end` is exclusive; `used` are its own tokens,
 * without those in its gaps; `quality` is less than 1 where spelling was corrected.
 */
export type Step = { end: number; used: readonly number[]; number?: number; quality: number }

/** Where a choice begins → the ways in which it stands there, the longer alternatives first. */
export type Steps = ReadonlyMap<number, readonly Step[]>

/** Steps that the readings of one text may still take: a rule tried, a place looked at. */
export type Work = { left: number }

/** The tokens of one match of a phrase. `end` is exclusive. */
export type Match = { start: number; end: number; used: number[]; numbers: number[]; quality: number }

/** A phrase found in the text, and the reading that found it. */
export type Found = Match & { rule: Rule; reading: Reading }

/** One text as one language sees it. */
export type Reading = {
  lexicon: Lexicon
  tokens: readonly Token[]
  /** What each token may be, with how sure that is. */
  keys: readonly ReadonlyMap<string, number>[]
  /** The tokens that may be a key. */
  places: ReadonlyMap<string, readonly number[]>
  small: readonly boolean[]
  numbers: ReadonlyMap<number, { end: number; value: number }>
  /** Name → where one of its phrases begins → how far it goes and which words it uses. */
  classes: Map<string, Map<number, Step[]>>
  /** Worked out at their first use: a choice stands in many phrases, a part in the phrases that share it. */
  steps: Map<Choice, Steps>
  parts: Map<Part, readonly Match[]>
  /** Shared by all readings of a text: nonsense made of many phrase words must not cost unbounded time. */
  work: Work
}

/** Everywhere in the text where a choice stands. */
export function stepsOf(reading: Reading, choice: Choice): Steps {
  const known = reading.steps.get(choice)
  if (known !== undefined) return known
  const found = standsAt(reading, choice)
  reading.work.left -= found.size
  reading.steps.set(choice, found)
  return found
}

const NOWHERE: Steps = new Map()

function standsAt(reading: Reading, choice: Choice): Steps {
  const [only] = choice.others
  if (choice.words.size === 0 && choice.others.length === 1 && only?.kind === 'class') {
    return reading.classes.get(only.name) ?? NOWHERE
  }
  const steps = new Map<number, Step[]>()
  for (const other of choice.others) addAlternative(reading, other, steps)
  for (const [at, quality] of wordsOf(reading, choice)) {
    add(steps, at, { end: at + 1, used: [at], quality })
  }
  return steps.size === 0 ? NOWHERE : steps
}

function add(steps: Map<number, Step[]>, at: number, step: Step): void {
  const known = steps.get(at)
  if (known) known.push(step)
  else steps.set(at, [step])
}

/** The tokens that are one of the choice's words, with how sure that is. */
function wordsOf({ keys, places }: Reading, { words }: Choice): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const look = (key: string): void => {
    for (const at of places.get(key) ?? []) {
      const quality = keys[at]?.get(key) ?? 0
      if (quality > (found.get(at) ?? 0)) found.set(at, quality)
    }
  }
  if (words.size <= places.size) for (const key of words) look(key)
  else for (const key of places.keys()) if (words.has(key)) look(key)
  return found
}

function addAlternative(reading: Reading, alternative: Alternative, steps: Map<number, Step[]>): void {
  if (alternative.kind === 'number') {
    for (const [at, { end, value }] of reading.numbers) {
      add(steps, at, { end, used: range(at, end), number: value, quality: 1 })
    }
  } else if (alternative.kind === 'class') {
    for (const [at, spans] of reading.classes.get(alternative.name) ?? []) {
      for (const span of spans) add(steps, at, span)
    }
  } else {
    for (const key of alternative.keys[0] ?? []) {
      for (const at of reading.places.get(key) ?? []) {
        const quality = joinedAt(reading, alternative.keys, at)
        if (quality === 0) continue
        const end = at + alternative.keys.length
        if (steps.get(at)?.some((step) => step.end === end && step.quality >= quality)) continue
        add(steps, at, { end, used: range(at, end), quality })
      }
    }
  }
}

/** How sure it is that words stand one right behind the other from `at` on; 0 where they do not. */
function joinedAt({ keys, tokens }: Reading, words: readonly (readonly string[])[], at: number): number {
  let quality = 1
  for (const [index, options] of words.entries()) {
    const own = keys[at + index]
    let best = 0
    for (const key of options) best = Math.max(best, own?.get(key) ?? 0)
    if (best === 0 || tokens[at + index]?.sentence !== tokens[at]?.sentence) return 0
    quality = Math.min(quality, best)
  }
  return quality
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
