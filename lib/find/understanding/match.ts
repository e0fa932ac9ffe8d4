import type { Lexicon, Rule, RuleIndex } from './lexicon.ts'
import type { Token } from './normalise.ts'
import type { Alternative, Choice, Element, Part, Pattern } from './pattern.ts'

/** A phrase found in the text. Token positions; `end` is exclusive. */
export type Found = {
  rule: Rule
  reading: Reading
  start: number
  end: number
  /** The tokens that the phrase itself used, without those in its gaps. */
  used: readonly number[]
  numbers: readonly number[]
  /** 1 when every word stood as it is written, less where spelling was corrected. */
  quality: number
}

/** `end` is exclusive; `used` are the phrase's own tokens, without those in its gaps. */
export type Span = { end: number; used: readonly number[] }

/** Steps that the readings of one text may still take: a rule tried, a place looked at. */
export type Work = { left: number }

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
  classes: Map<string, Map<number, Span[]>>
  /** Where each part of a phrase of several parts stands, worked out at its first use. */
  parts: Map<Part, readonly Match[]>
  /** Shared by all readings of a text: nonsense made of many phrase words must not cost unbounded time. */
  work: Work
}

const SMALL_BETWEEN = 4
/** The parts of a phrase joined by `&` stand at most so many words apart; of Chinese a word is two characters. */
const APART = 15
const APART_HAN = 30
const FARTHER = 0.04
const LEAST_NEAR = 0.6
const OTHER_SENTENCE = 0.7
/** A veto stands at most so many words beside the phrase it forbids. */
const VETO_REACH = 6

/** Every phrase of the index that stands in the text. */
export function search(reading: Reading, index: RuleIndex): Found[] {
  const found: Found[] = []
  for (let start = 0; start < reading.tokens.length; start += 1) {
    const seen = new Set<Rule>()
    for (const key of startKeys(reading, start)) {
      for (const rule of index.get(key) ?? []) {
        if (seen.has(rule)) continue
        seen.add(rule)
        reading.work.left -= 1
        const match = matchPattern(reading, rule.pattern, start)
        if (match) found.push({ rule, reading, ...match })
      }
    }
    if (reading.work.left <= 0) break
  }
  return found
}

function startKeys(reading: Reading, start: number): string[] {
  const keys = [...(reading.keys[start]?.keys() ?? [])]
  if (reading.numbers.has(start)) keys.push('#')
  for (const [name, spans] of reading.classes) if (spans.has(start)) keys.push(`@${name}`)
  return keys
}

/** Whether a phrase stands anywhere in the text. */
export function stands(reading: Reading, pattern: Pattern): boolean {
  return matchesOf(reading, pattern.parts[0]).some((match) => joinAll(reading, match, pattern) !== undefined)
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

/** The tokens of one match. `end` is exclusive. */
export type Match = { start: number; end: number; used: number[]; numbers: number[]; quality: number }

function matchPattern(reading: Reading, pattern: Pattern, start: number): Match | undefined {
  const first = matchPart(reading, pattern.parts[0], start)
  return first && joinAll(reading, first, pattern)
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

/** The tokens at which a choice may stand, in the text's order. */
function startsOf(reading: Reading, choice: Choice | undefined): number[] {
  const starts = new Set<number>()
  const add = (more: Iterable<number> | undefined): void => {
    for (const start of more ?? []) starts.add(start)
  }
  for (const key of choice?.words ?? []) add(reading.places.get(key))
  for (const other of choice?.others ?? []) {
    if (other.kind === 'class') add(reading.classes.get(other.name)?.keys())
    else if (other.kind === 'number') add(reading.numbers.keys())
    else for (const key of other.keys[0] ?? []) add(reading.places.get(key))
  }
  reading.work.left -= starts.size
  return [...starts].sort((a, b) => a - b)
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
  const matches = startsOf(reading, part[0]?.choice).flatMap((start) => matchPart(reading, part, start) ?? [])
  reading.parts.set(part, matches)
  return matches
}

function matchPart(reading: Reading, part: Part, start: number): Match | undefined {
  const first = part[0]
  if (first === undefined) return undefined
  const empty: Match = { start, end: start, used: [], numbers: [], quality: 1 }
  return matchFrom(reading, part, 0, empty)
}

function matchFrom(reading: Reading, part: Part, step: number, so: Match): Match | undefined {
  const element = part[step]
  if (element === undefined) return so
  for (const at of places(reading, element, step, so)) {
    reading.work.left -= 1
    if (reading.work.left <= 0) return undefined
    for (const next of matchChoice(reading, element.choice, at, so)) {
      const whole = matchFrom(reading, part, step + 1, next)
      if (whole) return whole
    }
  }
  return element.optional ? matchFrom(reading, part, step + 1, so) : undefined
}

/** Where the next element may stand: here, or after small words, or within its gap. */
function places(reading: Reading, element: Element, step: number, so: Match): number[] {
  if (step === 0) return [so.start]
  const places: number[] = []
  const before = reading.tokens[so.end - 1]
  let small = 0
  let content = 0
  for (let at = so.end; at < reading.tokens.length; at += 1) {
    const token = reading.tokens[at]
    if (token === undefined || token.sentence !== before?.sentence) break
    if (!element.afterComma && token.clause !== before.clause) break
    places.push(at)
    if (reading.small[at]) small += 1
    else content += 1
    if (content > element.gap || small > SMALL_BETWEEN + element.gap) break
  }
  return places
}

function matchChoice(reading: Reading, choice: Choice, at: number, so: Match): Match[] {
  const matches: Match[] = []
  let best = 0
  for (const [key, quality] of reading.keys[at] ?? []) {
    if (quality > best && choice.words.has(key)) best = quality
  }
  // The longer alternatives first: `food bank` before `food`.
  for (const other of choice.others) matches.push(...matchAlternative(reading, other, at, so))
  if (best > 0) matches.push(take(so, at, at + 1, best))
  return matches
}

function matchAlternative(reading: Reading, alternative: Alternative, at: number, so: Match): Match[] {
  if (alternative.kind === 'number') {
    const number = reading.numbers.get(at)
    if (number === undefined) return []
    return [{ ...take(so, at, number.end, 1), numbers: [...so.numbers, number.value] }]
  }
  if (alternative.kind === 'class') {
    const spans = reading.classes.get(alternative.name)?.get(at) ?? []
    return spans.map(({ end, used }) => ({ ...so, end, used: [...so.used, ...used] }))
  }
  let quality = 1
  let place = at
  for (const keys of alternative.keys) {
    const own = reading.keys[place]
    const best = Math.max(0, ...keys.map((key) => own?.get(key) ?? 0))
    if (best === 0 || reading.tokens[place]?.sentence !== reading.tokens[at]?.sentence) return []
    quality = Math.min(quality, best)
    place += 1
  }
  return [take(so, at, place, quality)]
}

function take(so: Match, from: number, to: number, quality: number): Match {
  const used = [...so.used]
  for (let at = from; at < to; at += 1) used.push(at)
  return { ...so, end: to, used, quality: Math.min(so.quality, quality) }
}
