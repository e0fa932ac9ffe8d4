import type { Lexicon } from './lexicon.ts'
import { fold, toSimplified } from './normalise.ts'
import { keysOf } from './stems.ts'

/**
 * Most characters that are read word by word; a Chinese character is a word of its own. Of a longer text these are
 * read: its beginning and its end, where requests stand, and what between says most of danger.
 */
const READ = { letters: 2000, han: 1200 } as const
const AT_BEGINNING = 0.45
const AT_END = 0.25
/** Of a text longer than this the middle is not looked at: no person writes so much. */
const LOOKED_AT = 60_000
/** Pieces of the middle are compared; one of them is read with the half of its neighbours on both sides. */
const PIECE = 120

type Range = { start: number; end: number }

/** The part of a text that is read, normalised (NFC). */
export function readable(text: string, lexicons: Iterable<Lexicon>): string {
  const whole = text.length <= LOOKED_AT ? text : joined(text, [ends(text, LOOKED_AT / 2)].flat())
  const normal = whole.normalize('NFC')
  const han = normal.slice(0, READ.letters).match(/\p{Script=Han}/gu)?.length ?? 0
  const most = han * 4 > Math.min(normal.length, READ.letters) ? READ.han : READ.letters
  if (normal.length <= most) return normal
  const ranges: Range[] = [
    { start: 0, end: Math.floor(most * AT_BEGINNING) },
    { start: normal.length - Math.floor(most * AT_END), end: normal.length },
  ]
  let left = most * (1 - AT_BEGINNING - AT_END)
  for (const { start, end } of mostDangerous(normal, [...lexicons])) {
    const range = { start: Math.max(0, start - PIECE / 2), end: Math.min(normal.length, end + PIECE / 2) }
    const more = range.end - range.start
    if (more > left) break
    if (ranges.some((other) => other.start <= start && end <= other.end)) continue
    ranges.push(range)
    left -= more
  }
  return joined(normal, ranges)
}

function ends(text: string, each: number): Range[] {
  return [
    { start: 0, end: each },
    { start: text.length - each, end: text.length },
  ]
}

/** The ranges in the text's order; those that touch are one, others are apart as lines are. */
function joined(text: string, ranges: readonly Range[]): string {
  const merged: Range[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged.map(({ start, end }) => text.slice(start, end)).join('\n')
}

const WORDS = /\p{Script=Han}{2,}|[\p{L}\p{M}'’]+/gu

/** The pieces of a text in which words of danger stand, those first that say more than the rest of the text does. */
function mostDangerous(text: string, lexicons: readonly Lexicon[]): Range[] {
  const dangers = new Map<string, number>()
  const pieces = new Map<number, Set<string>>()
  const standsIn = new Map<string, number>()
  const count = (word: string, at: number): void => {
    const danger = dangers.get(word) ?? dangerOf(word, lexicons)
    dangers.set(word, danger)
    if (danger === 0) return
    const piece = Math.floor(at / PIECE)
    const words = pieces.get(piece) ?? new Set<string>()
    pieces.set(piece, words)
    if (words.has(word)) return
    words.add(word)
    standsIn.set(word, (standsIn.get(word) ?? 0) + 1)
  }
  for (const { 0: run, index } of text.matchAll(WORDS)) {
    if (!/^\p{Script=Han}/u.test(run)) count(fold(run), index)
    else for (const [at, pair] of pairsOf(toSimplified(run)).entries()) count(pair, index + at)
  }
  // A word that stands all over the text says little where it stands.
  const worth = (piece: number): number =>
    [...(pieces.get(piece) ?? [])].reduce(
      (sum, word) => sum + (dangers.get(word) ?? 0) / (standsIn.get(word) ?? 1),
      0,
    )
  const worths = new Map([...pieces.keys()].map((piece) => [piece, worth(piece)]))
  const near = (piece: number): number =>
    (worths.get(piece) ?? 0) + ((worths.get(piece - 1) ?? 0) + (worths.get(piece + 1) ?? 0)) / 2
  return [...pieces.keys()]
    .sort((a, b) => near(b) - near(a) || a - b)
    .map((piece) => ({ start: piece * PIECE, end: Math.min(text.length, (piece + 1) * PIECE) }))
}

/** Chinese writes no spaces: two characters beside each other stand for a word. */
export function pairsOf(run: string): string[] {
  return Array.from({ length: Math.max(0, run.length - 1) }, (_, at) => run.slice(at, at + 2))
}

/** How much a word says of danger, in whatever language it is; a small word of any of them says nothing. */
function dangerOf(word: string, lexicons: readonly Lexicon[]): number {
  if (lexicons.some(({ small }) => small.has(word))) return 0
  const token = { text: word, fold: word, start: 0, end: 0, sentence: 0, clause: 0, kind: 'word' as const }
  let most = 0
  for (const { language, danger } of lexicons) {
    const known = danger.get(word)
    if (known !== undefined) most = Math.max(most, known)
    else if (word.length > 4) {
      for (const key of keysOf(language, token, false)) most = Math.max(most, danger.get(key) ?? 0)
    }
  }
  return most
}
