import type { Rule, RuleIndex } from './lexicon.ts'
import type { Element, Part, Pattern } from './pattern.ts'
import { type Found, type Match, type Reading, type Step, stepsOf } from './steps.ts'

const SMALL_BETWEEN = 4
/** The parts of a phrase joined by `&` stand at most so many words apart; of Chinese a word is two characters. */
const APART = 15
const APART_HAN = 30
const FARTHER = 0.04
const LEAST_NEAR = 0.6
const OTHER_SENTENCE = 0.7
/** A veto stands at most so many words beside the phrase it forbids. */
const VETO_REACH = 6
const AROUND = 60

/** Every phrase of the index that stands in the text, by where it begins. */
export function search(reading: Reading, index: RuleIndex): Found[] {
  const found: Found[] = []
  const tried = new Set<Rule>()
  for (const key of keysIn(reading)) {
    for (const rule of index.get(key) ?? []) {
      if (tried.has(rule)) continue
      tried.add(rule)
      reading.work.left -= 1
      for (const match of matchesOfPattern(reading, rule.pattern)) found.push({ rule, reading, ...match })
    }
    if (reading.work.left <= 0) break
  }
  return found.sort((a, b) => a.start - b.start)
}

/** The keys by which rules may be found in this text. */
function keysIn({ places, numbers, classes }: Reading): string[] {
  const keys = [...places.keys()]
  if (numbers.size > 0) keys.push('#')
  for (const name of classes.keys()) keys.push(`@${name}`)
  return keys
}

/** Whether a phrase stands in one of the sentences around what was found, at most sixty words away. */
export function standsAround(reading: Reading, pattern: Pattern, { start, end }: Found): boolean {
  const sentenceOf = (token: number): number => reading.tokens[token]?.sentence ?? 0
  return matchesOfPattern(reading, pattern).some(
    (match) =>
      match.start - end <= AROUND &&
      start - match.end <= AROUND &&
      Math.abs(sentenceOf(match.start) - sentenceOf(start)) <= 3,
  )
}

/**
 * Whether a phrase stands in the same sentence as what was found, at most six words beside it, and not on its own
 * words alone (unless it names their spelling).
 */
export function standsBeside(reading: Reading, pattern: Pattern, { start, end, used }: Found): boolean {
  const exact = pattern.source.includes('=')
  return matchesOf(reading, pattern.parts[0]).some(
    (match) =>
      (exact || match.used.some((token) => !used.includes(token))) &&
      match.start - end <= VETO_REACH &&
      start - match.end <= VETO_REACH &&
      reading.tokens[match.start]?.sentence === reading.tokens[start]?.sentence &&
      joinAll(reading, match, pattern) !== undefined,
  )
}

function matchesOfPattern(reading: Reading, pattern: Pattern): Match[] {
  for (const part of pattern.parts) if (!hasAllWords(reading, part)) return []
  return matchesOf(reading, pattern.parts[0]).flatMap((first) => joinAll(reading, first, pattern) ?? [])
}

/** Whether each word that a part must have stands somewhere: most phrases fail here, at little cost. */
function hasAllWords(reading: Reading, part: Part): boolean {
  for (const { choice, optional } of part) {
    if (!optional && stepsOf(reading, choice).size === 0) return false
  }
  return true
}

function joinAll(reading: Reading, first: Match, pattern: Pattern): Match | undefined {
  let whole: Match | undefined = first
  for (const other of pattern.parts.slice(1)) {
    if (whole === undefined) return undefined
    whole = joinNear(reading, whole, other)
  }
  return whole
}

/** The match of `part` that stands nearest to what is already matched, within reach and not on the same words. */
function joinNear(reading: Reading, whole: Match, part: Part): Match | undefined {
  const sentence = reading.tokens[whole.start]?.sentence ?? 0
  const reach = reading.lexicon.language === 'zh' ? APART_HAN : APART
  let nearest: Match | undefined
  let least = reach + 1
  const matches = matchesOf(reading, part)
  for (let at = firstFrom(matches, whole.start - reach); at < matches.length; at += 1) {
    const match = matches[at]
    if (match === undefined || match.start > whole.end + reach) break
    reading.work.left -= 1
    // A part may stand between the words that are already matched: nothing is nearer.
    const apart =
      match.start >= whole.end ? match.start - whole.end + 1 : Math.max(0, whole.start - match.start)
    if (apart >= least) continue
    if (Math.abs((reading.tokens[match.start]?.sentence ?? 0) - sentence) > 1) continue
    if (match.used.some((used) => whole.used.includes(used))) continue
    nearest = match
    least = apart
  }
  return (
    nearest && {
      start: Math.min(whole.start, nearest.start),
      end: Math.max(whole.end, nearest.end),
      used: [...whole.used, ...nearest.used],
      numbers: [...whole.numbers, ...nearest.numbers],
      quality: Math.min(whole.quality, nearest.quality) * nearness(reading, whole, nearest),
    }
  )
}

/** The index of the first match that starts at `token` or later, by bisection. */
function firstFrom(matches: readonly Match[], token: number): number {
  let low = 0
  let high = matches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((matches[middle]?.start ?? 0) < token) low = middle + 1
    else high = middle
  }
  return low
}

/** Words that belong together stand together: each word between takes a little, a full stop takes more. */
function nearness(reading: Reading, whole: Match, { start, end }: Match): number {
  const between = Math.max(0, start >= whole.end ? start - whole.end : whole.start - end)
  const other = reading.tokens[start]?.sentence !== reading.tokens[whole.start]?.sentence
  return Math.max(LEAST_NEAR, 1 - FARTHER * between) * (other ? OTHER_SENTENCE : 1)
}

/** Every place where a part stands, in the text's order; worked out once for a text. */
function matchesOf(reading: Reading, part: Part): readonly Match[] {
  const known = reading.parts.get(part)
  if (known !== undefined) return known
  const first = part[0]
  const matches =
    first !== undefined && hasAllWords(reading, part)
      ? [...stepsOf(reading, first.choice).keys()]
          .sort((a, b) => a - b)
          .flatMap((start) => matchPart(reading, part, start) ?? [])
      : []
  reading.parts.set(part, matches)
  return matches
}

/** The steps so far, the last first. */
type Chain = { step: Step; before: Chain | null }

function matchPart(reading: Reading, part: Part, start: number): Match | undefined {
  const first = part[0]
  if (first === undefined) return undefined
  for (const step of stepsOf(reading, first.choice).get(start) ?? []) {
    const chain = matchFrom(reading, part, 1, { step, before: null })
    if (chain) return matchOf(chain, start)
  }
  return undefined
}

function matchFrom(reading: Reading, part: Part, index: number, so: Chain): Chain | undefined {
  const element = part[index]
  if (element === undefined) return so
  const steps = stepsOf(reading, element.choice)
  if (steps.size > 0) {
    const last = lastPlace(reading, element, so.step.end)
    for (let at = so.step.end; at <= last; at += 1) {
      for (const step of steps.get(at) ?? []) {
        reading.work.left -= 1
        if (reading.work.left <= 0) return undefined
        const whole = matchFrom(reading, part, index + 1, { step, before: so })
        if (whole) return whole
      }
    }
  }
  return element.optional ? matchFrom(reading, part, index + 1, so) : undefined
}

/** How far the next element may stand behind `end`: after small words, or within its gap, in this sentence or clause. */
function lastPlace({ tokens, small }: Reading, element: Element, end: number): number {
  const before = tokens[end - 1]
  let smalls = 0
  let others = 0
  let at = end
  for (; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined || token.sentence !== before?.sentence) return at - 1
    if (!element.afterComma && token.clause !== before.clause) return at - 1
    if (small[at]) smalls += 1
    else others += 1
    if (others > element.gap || smalls > SMALL_BETWEEN + element.gap) return at
  }
  return at - 1
}

function matchOf(chain: Chain, start: number): Match {
  const match: Match = { start, end: chain.step.end, used: [], numbers: [], quality: 1 }
  const steps: Step[] = []
  for (let link: Chain | null = chain; link !== null; link = link.before) steps.push(link.step)
  for (const { used, number, quality } of steps.reverse()) {
    match.used.push(...used)
    if (number !== undefined) match.numbers.push(number)
    match.quality = Math.min(match.quality, quality)
  }
  return match
}
