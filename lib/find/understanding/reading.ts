import type { Lexicon } from './lexicon.ts'
import { search } from './match.ts'
import type { Token } from './normalise.ts'
import { numberSpans } from './numbers.ts'
import { corrections } from './spelling.ts'
import { keysOf, literalKey } from './stems.ts'
import type { Reading, Step, Work } from './steps.ts'

const CORRECTED = 0.8
const CORRECTED_WORDS = 40

export type ReadingOptions = {
  /** Tokens that belong to another language of the text, or to a place, and mean nothing here. */
  foreign: ReadonlySet<number>
  /** Whether misspelt words are read as the nearest word: only in the text's first language. */
  spelling: boolean
  work: Work
}

export function readAs(
  lexicon: Lexicon,
  tokens: readonly Token[],
  { foreign, spelling, work }: ReadingOptions,
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
    places: placesOf(keys),
    small: tokens.map((token) => lexicon.small.has(token.fold)),
    numbers: numberSpans(lexicon, tokens),
    classes: new Map(),
    steps: new Map(),
    parts: new Map(),
    work,
  }
  for (const layer of lexicon.classes) {
    for (const { rule, start, end, used } of search(reading, layer)) {
      if (rule.meaning.kind === 'class') addSpan(reading, rule.meaning.name, start, { end, used, quality: 1 })
    }
  }
  return reading
}

function addSpan({ classes }: Reading, name: string, start: number, span: Step): void {
  const spans = classes.get(name) ?? new Map<number, Step[]>()
  // The longest first: it says most.
  const all = [...(spans.get(start) ?? []), span].sort((a, b) => b.used.length - a.used.length)
  spans.set(start, all)
  classes.set(name, spans)
}

function placesOf(keys: Reading['keys']): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [at, own] of keys.entries()) {
    for (const key of own.keys()) {
      const known = places.get(key)
      if (known) known.push(at)
      else places.set(key, [at])
    }
  }
  return places
}

function wordKeys(lexicon: Lexicon, token: Token, accented: boolean): Map<string, number> {
  const keys = new Map(keysOf(lexicon.language, token, accented).map((key) => [key, 1]))
  for (const meant of lexicon.spellings.get(token.fold) ?? []) {
    keys.set(`=${meant}`, 1)
    keys.set(literalKey(lexicon.language, meant), 1)
  }
  return keys
}

/** Arabic writes "and" and "so" onto the word: `وبدي` is no slip for `ولدي`. */
const AND_WORD = /^[وف](?=..)/

function isKnown({ language, vocabulary, spellings }: Lexicon, { fold }: Token): boolean {
  const forms = language === 'ar' && AND_WORD.test(fold) ? [fold, fold.slice(1)] : [fold]
  return forms.some((form) => vocabulary.words.has(form) || vocabulary.known.has(form) || spellings.has(form))
}

function correctedKeys(lexicon: Lexicon, token: Token): string[] {
  // A Vietnamese word with a wrong tone mark: read it as if it had none.
  if (lexicon.language === 'vi') return [`~${token.fold}`]
  return corrections(lexicon.language, lexicon.vocabulary, token.fold).map((word) =>
    literalKey(lexicon.language, word),
  )
}
