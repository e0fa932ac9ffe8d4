import type { Language } from './model.ts'
import { tokenise } from './normalise.ts'
import { bareVietnamese, literalKey } from './stems.ts'

/**
 * The language of the lexicon's phrases, which stewards write in the CSV files of data/lexicon:
 *
 *     food bank            these words, in any inflection, with small words between them
 *     food|grocery bank    one word or another; several words joined by `_` count as one: food_bank|pantry
 *     =aids                this very spelling, neither inflected nor corrected
 *     @child               any phrase of the class `child` (classes.csv)
 *     #                    a number, in digits or words
 *     ?free clinic         `free` may be missing
 *     rent .. help         up to 3 other words between;  `...` up to 8
 *     uncle ~ #            a comma may stand between (it may with `..` too)
 *     class & medicine     both, in any order, at most 15 words apart in neighbouring sentences
 */
export type Alternative =
  | { kind: 'words'; keys: readonly (readonly string[])[] }
  | { kind: 'class'; name: string }
  | { kind: 'number' }

/** What may stand in one place of a phrase. */
export type Choice = {
  /** Keys of the alternatives that are one word: looked up at once, for they are many. */
  words: ReadonlySet<string>
  /** Alternatives of several words, classes and numbers. */
  others: readonly Alternative[]
}

export type Element = {
  choice: Choice
  /** Content words that may stand between this element and the one before it. */
  gap: number
  /** Whether a comma may stand before it. */
  afterComma: boolean
  optional: boolean
}

export type Part = readonly Element[]
export type Pattern = { source: string; parts: readonly [Part, ...Part[]] }

const GAPS: Record<string, number> = { '~': 0, '..': 3, '...': 8 }

/** Compiles the phrases of one language; equal pieces are compiled once and shared. */
export type Compiler = {
  /** Throws an error that names the phrase when it is malformed: it comes from a data file. */
  compile(source: string): Pattern
  /** Every word that a compiled phrase is made of, folded. */
  words: ReadonlySet<string>
}

export function compilerFor(language: Language): Compiler {
  const patterns = new Map<string, Pattern>()
  const choices = new Map<string, Choice>()
  const keysOfWord = new Map<string, string[][]>()
  const words = new Set<string>()

  function compile(source: string): Pattern {
    const known = patterns.get(source)
    if (known !== undefined) return known
    const [first, ...rest] = source.split(' & ').map((part) => compilePart(part, source))
    if (first === undefined) throw new Error(`The phrase "${source}" is empty.`)
    const pattern: Pattern = { source, parts: [first, ...rest] }
    patterns.set(source, pattern)
    return pattern
  }

  function compilePart(part: string, source: string): Part {
    const elements: Element[] = []
    let gap = 0
    let afterComma = false
    for (const piece of part.trim().split(/\s+/)) {
      const wider = GAPS[piece]
      if (wider !== undefined) {
        gap = wider
        afterComma = true
        continue
      }
      const optional = piece.startsWith('?')
      elements.push({
        choice: choiceOf(optional ? piece.slice(1) : piece, source),
        gap,
        afterComma,
        optional,
      })
      gap = 0
      afterComma = false
    }
    if (elements.length === 0 || elements[0]?.optional) {
      throw new Error(`The phrase "${source}" must begin with a word that is not optional.`)
    }
    return elements
  }

  function choiceOf(piece: string, source: string): Choice {
    const known = choices.get(piece)
    if (known !== undefined) return known
    const single = new Set<string>()
    const others: Alternative[] = []
    for (const text of piece.split('|')) {
      if (text === '#') others.push({ kind: 'number' })
      else if (text.startsWith('@')) others.push({ kind: 'class', name: text.slice(1) })
      else {
        const keys = text.split('_').flatMap(wordKeys)
        if (keys.length === 0) throw new Error(`The phrase "${source}" has an empty word.`)
        if (keys.length > 1) others.push({ kind: 'words', keys })
        else for (const key of keys[0] ?? []) single.add(key)
      }
    }
    const choice: Choice = { words: single, others }
    choices.set(piece, choice)
    return choice
  }

  /** One list of keys for each token of the word (a Chinese word has a token for each character). */
  function wordKeys(word: string): string[][] {
    const known = keysOfWord.get(word)
    if (known !== undefined) return known
    const exact = word.startsWith('=')
    const keys = tokenise(exact ? word.slice(1) : word).map((token) => {
      words.add(token.fold)
      if (exact) return [`=${token.fold}`]
      if (token.kind !== 'word') return [token.fold]
      if (language === 'vi') return [literalKey(language, token.text), bareVietnamese(token.text)]
      return [literalKey(language, token.text)]
    })
    keysOfWord.set(word, keys)
    return keys
  }

  return { compile, words }
}
