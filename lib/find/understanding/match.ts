import type { Lexicon, Rule, RuleIndex } from './lexicon.ts'
import type { Token } from './normalise.ts'
import type { Alternative, Choice, Element, Part, Pattern } from './pattern.ts'
import { corrections } from './spelling.ts'
import { keysOf, literalKey } from './stems.ts'

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

/** One text as one language sees it. */
export type Reading = {
  lexicon: Lexicon
  tokens: readonly Token[]
  /** What each token may be, with how sure that is. */
  keys: readonly ReadonlyMap<string, number>[]
  small: readonly boolean[]
  numbers: ReadonlyMap<number, { end: number; value: number }>
  /** Name → where one of its phrases begins → how far it goes and which words it uses. */
  classes: Map<string, Map<number, Span[]>>
  /** Steps left: nonsense made of many phrase words must not cost more than a bounded time. */
  budget: number
}

const CORRECTED = 0.8
const STEPS = 60_000
const CORRECTED_WORDS = 40
const SMALL_BETWEEN = 4
const APART = 15

export type ReadingOptions = {
  /** Tokens that belong to another language of the text, or to a place, and mean nothing here. */
  foreign: ReadonlySet<number>
  /** Whether misspelt words are read as the nearest word: only in the text's first language. */
  spelling: boolean
}

export function readAs(
  lexicon: Lexicon,
  tokens: readonly Token[],
  { foreign, spelling }: ReadingOptions,
): Reading {
  const accented =
    lexicon.language === 'vi' &&
    tokens.filter((token) => token.text !== token.fold).length * 4 > tokens.length
  let left = spelling ? CORRECTED_WORDS : 0
  const keys = tokens.map((token, index) => {
    if (foreign.has(index)) return new Map<string, number>()
    if (token.kind !== 'word') return new Map([[token.fold, 1]])
    const own = wordKeys(lexicon, token, accented)
    if (left > 0 && !isKnown(lexicon, token)) {
      left -= 1
      for (const key of correctedKeys(lexicon, token)) if (!own.has(key)) own.set(key, CORRECTED)
    }
    return own
  })
  const reading: Reading = {
    lexicon,
    tokens,
    keys,
    small: tokens.map((token) => lexicon.small.has(token.fold)),
    numbers: numberSpans(lexicon, tokens),
    classes: new Map(),
    budget: STEPS,
  }
  for (const layer of lexicon.classes) {
    for (const found of search(reading, layer)) {
      if (found.rule.meaning.kind !== 'class') continue
      const spans = reading.classes.get(found.rule.meaning.name) ?? new Map<number, Span[]>()
      spans.set(found.start, [...(spans.get(found.start) ?? []), found])
      reading.classes.set(found.rule.meaning.name, spans)
    }
  }
  return reading
}

function wordKeys(lexicon: Lexicon, token: Token, accented: boolean): Map<string, number> {
  const keys = new Map(keysOf(lexicon.language, token, accented).map((key) => [key, 1]))
  for (const meant of lexicon.spellings.get(token.fold) ?? []) {
    keys.set(`=${meant}`, 1)
    keys.set(literalKey(lexicon.language, meant), 1)
  }
  return keys
}

function isKnown(lexicon: Lexicon, token: Token): boolean {
  const { vocabulary, spellings } = lexicon
  return vocabulary.words.has(token.fold) || vocabulary.known.has(token.fold) || spellings.has(token.fold)
}

function correctedKeys(lexicon: Lexicon, token: Token): string[] {
  // A Vietnamese word with a wrong tone mark: read it as if it had none.
  if (lexicon.language === 'vi') return [`~${token.fold}`]
  return corrections(lexicon.language, lexicon.vocabulary, token.fold).map((word) =>
    literalKey(lexicon.language, word),
  )
}

/** Digits, and number words in a row added up: eighty two, ochenta y dos. */
function numberSpans(
  lexicon: Lexicon,
  tokens: readonly Token[],
): Map<number, { end: number; value: number }> {
  const spans = new Map<number, { end: number; value: number }>()
  for (let start = 0; start < tokens.length; start += 1) {
    const token = tokens[start]
    if (token?.value !== undefined) spans.set(start, { end: start + 1, value: token.value })
    else {
      const words = spelledNumber(lexicon, tokens, start)
      if (words !== undefined) {
        spans.set(start, words)
        start = words.end - 1
      }
    }
  }
  return spans
}

const AND = new Set(['y', 'and', 'و', 'at', 'e'])

function spelledNumber(
  lexicon: Lexicon,
  tokens: readonly Token[],
  start: number,
): { end: number; value: number } | undefined {
  let total = 0
  let chunk = 0
  let last = 0
  let end = start
  for (let at = start; at < tokens.length && at < start + 9; at += 1) {
    const word = tokens[at]?.fold ?? ''
    const part = lexicon.numbers.get(word) ?? lexicon.numbers.get(word.replace(/^و/, ''))
    if (part === undefined) {
      if (end > start && AND.has(word)) continue
      break
    }
    if (part >= 1000) {
      total += Math.max(chunk, 1) * part
      chunk = 0
    } else if (part === 100) chunk = Math.max(chunk, 1) * 100
    else if (part === 10 && last >= 2 && last <= 9) chunk += last * 9
    else if (last === 0 || part < last || (lexicon.language === 'ar' && last < 10)) chunk += part
    else break
    last = part
    end = at + 1
  }
  return end === start ? undefined : { end, value: total + chunk }
}

/** Every phrase of the index that stands in the text. */
export function search(reading: Reading, index: RuleIndex): Found[] {
  const found: Found[] = []
  for (let start = 0; start < reading.tokens.length; start += 1) {
    const seen = new Set<Rule>()
    for (const key of startKeys(reading, start)) {
      for (const rule of index.get(key) ?? []) {
        if (seen.has(rule)) continue
        seen.add(rule)
        const match = matchPattern(reading, rule.pattern, start)
        if (match) found.push({ rule, reading, ...match })
      }
    }
    if (reading.budget <= 0) break
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
  for (let start = 0; start < reading.tokens.length; start += 1) {
    if (matchPattern(reading, pattern, start)) return true
  }
  return false
}

type Match = { start: number; end: number; used: number[]; numbers: number[]; quality: number }

function matchPattern(reading: Reading, pattern: Pattern, start: number): Match | undefined {
  const [first, ...others] = pattern.parts
  let whole = matchPart(reading, first, start)
  for (const other of others) {
    if (whole === undefined) return undefined
    whole = joinNear(reading, whole, other)
  }
  return whole
}

/** Finds `part` within fifteen words of what is already matched, the nearest place first. */
function joinNear(reading: Reading, whole: Match, part: Part): Match | undefined {
  const sentence = reading.tokens[whole.start]?.sentence ?? 0
  for (let step = 1; step <= APART; step += 1) {
    for (const at of [whole.end - 1 + step, whole.start - step]) {
      const token = reading.tokens[at]
      if (token === undefined || Math.abs(token.sentence - sentence) > 1) continue
      const match = matchPart(reading, part, at)
      if (match === undefined || match.used.some((used) => whole.used.includes(used))) continue
      return {
        start: Math.min(whole.start, match.start),
        end: Math.max(whole.end, match.end),
        used: [...whole.used, ...match.used],
        numbers: [...whole.numbers, ...match.numbers],
        quality: Math.min(whole.quality, match.quality),
      }
    }
  }
  return undefined
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
    reading.budget -= 1
    if (reading.budget <= 0) return undefined
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
