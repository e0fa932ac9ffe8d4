import type { Language } from './model.ts'
import { fold, type Token, tokenise } from './normalise.ts'
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
/** A phrase. It is found by its beginning; the rest is compiled when a text has that. */
export type Pattern = {
  readonly source: string
  /** Throws an error that names the phrase when it is malformed: it comes from a data file. */
  readonly parts: readonly [Part, ...Part[]]
}

const GAPS: Record<string, number> = { '~': 0, '..': 3, '...': 8 }

/** What a slip of the pen leaves: seen at once, although most of a phrase is compiled when it is needed. */
const MALFORMED = /(?:^|[\s|;])\||\|(?:[\s;]|$)|(?:^|[;&] ?)(?:[&?]|$)|& *(?:;|$)/

/** Compiles the phrases of one language; equal pieces are compiled once and shared. */
export type Compiler = {
  /** The phrases of one cell, which `;` separates. Throws an error that names the phrase that is malformed. */
  compile(cell: string): Pattern[]
  /** The keys by which a phrase is found: those of its first piece. */
  firstKeys(source: string): readonly string[]
  /** Every word that a compiled phrase is made of, folded. */
  words: ReadonlySet<string>
}

/** What stands between the words of phrases; class names are no words. */
const BETWEEN_WORDS = /(?:@[a-z-]+|[\s|_?=&#~;]|\.{2,3})+/

class LazyPattern implements Pattern {
  readonly source: string
  readonly #compile: (source: string) => [Part, ...Part[]]
  #parts: [Part, ...Part[]] | undefined

  constructor(source: string, compile: (source: string) => [Part, ...Part[]]) {
    this.source = source
    this.#compile = compile
  }

  get parts(): readonly [Part, ...Part[]] {
    this.#parts ??= this.#compile(this.source)
    return this.#parts
  }
}

/** The phrases of a cell, which `;` separates. */
export function phrasesOf(cell: string): string[] {
  return cell
    .split(';')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')
}

/** The words that the phrases of a cell are made of. */
export function wordsOf(cell: string): string[] {
  return cell.split(BETWEEN_WORDS).filter((word) => word !== '')
}

export function compilerFor(language: Language): Compiler {
  const choices = new Map<string, Choice>()
  const keysOfFirst = new Map<string, readonly string[]>()
  const keysOfWord = new Map<string, string[][]>()
  const words = new Set<string>()
  const added = new Set<string>()

  function compile(cell: string): Pattern[] {
    const sources = phrasesOf(cell)
    if (MALFORMED.test(cell)) {
      const source = sources.find((each) => MALFORMED.test(each))
      if (source !== undefined) {
        throw new Error(`The phrase "${source}" has an alternative, or a side of "&", without a word.`)
      }
    }
    for (const word of wordsOf(cell)) addWord(word)
    return sources.map((source) => new LazyPattern(source, compileParts))
  }

  function firstKeys(source: string): readonly string[] {
    const space = source.indexOf(' ')
    const piece = space < 0 ? source : source.slice(0, space)
    const known = keysOfFirst.get(piece)
    if (known !== undefined) return known
    const { words: single, others } = choiceOf(piece, source)
    const keys = new Set(single)
    for (const other of others) {
      if (other.kind === 'class') keys.add(`@${other.name}`)
      else if (other.kind === 'number') keys.add('#')
      else for (const key of other.keys[0] ?? []) keys.add(key)
    }
    const first = [...keys]
    keysOfFirst.set(piece, first)
    return first
  }

  function addWord(word: string): void {
    if (added.has(word)) return
    added.add(word)
    for (const token of tokensOf(word)) words.add(token.fold)
  }

  function compileParts(source: string): [Part, ...Part[]] {
    const [first, ...rest] = source.split(' & ').map((part) => compilePart(part, source))
    if (first === undefined) throw new Error(`The phrase "${source}" is empty.`)
    return [first, ...rest]
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
    const keys = tokensOf(exact ? word.slice(1) : word).map((token) => {
      if (exact) return [`=${token.fold}`]
      if (token.kind !== 'word') return [token.fold]
      if (language === 'vi') return [literalKey(language, token.text), bareVietnamese(token.text)]
      return [literalKey(language, token.text)]
    })
    keysOfWord.set(word, keys)
    return keys
  }

  return { compile, firstKeys, words }
}

const LETTERS = /^[\p{L}\p{M}]+$/u
const HAN = /^\p{Script=Han}+$/u
const ANY_HAN = /\p{Script=Han}/u

/** Most words are plain: they need no cutting, which is what loading a lexicon would spend its time on. */
function tokensOf(word: string): Pick<Token, 'text' | 'fold' | 'kind'>[] {
  if (/^[a-z]+$/.test(word)) return [{ text: word, fold: word, kind: 'word' }]
  if (HAN.test(word)) return [...word].map((text) => ({ text, fold: text, kind: 'han' }))
  if (!LETTERS.test(word) || ANY_HAN.test(word)) return tokenise(word)
  const text = word.toLowerCase().normalize('NFC')
  return [{ text, fold: fold(text), kind: 'word' }]
}
