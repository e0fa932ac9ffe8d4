import { findNeed } from '#find/taxonomy/needs.ts'
import type { UnderstoodNeed } from '#find/understanding/model.ts'
import { literalKey } from '#find/understanding/stems.ts'

/** Words of the meaning of a need that say nothing of it. */
const EMPTY = new Set(
  'a and at away by for from help in not of on one or other own people that the to up when who with'.split(
    ' ',
  ),
)
/** A shorter beginning of a word is the beginning of many. */
const SHORTEST_STEM = 4

/** One word to look for: the beginning of a word, or, where that is short, all of it. */
export type SoughtWord = { start: string; whole: boolean }

const meanings = new Map<string, readonly string[]>()

/**
 * What a listing would speak of that is about this request: the words of the person, and what their needs are in English.
 * Nothing where nothing was written: who picks a need from a list means every service of it alike.
 */
export function soughtWords(needs: readonly UnderstoodNeed[], written: readonly string[]): SoughtWord[] {
  if (written.length === 0) return []
  const surest = Math.max(0, ...needs.map(({ weight }) => weight))
  const meant = needs.filter(({ weight }) => weight === surest).flatMap(({ id }) => meaningOf(id))
  const starts = new Set([...written.map(startOf), ...meant])
  return [...starts]
    .filter((start) => start.length > 1)
    .map((start) => ({ start, whole: start.length < SHORTEST_STEM }))
}

function meaningOf(id: string): readonly string[] {
  let known = meanings.get(id)
  if (!known) {
    const words =
      findNeed(id)
        ?.meaning.toLowerCase()
        .match(/[a-z]+/g) ?? []
    known = words.filter((word) => word.length > 2 && !EMPTY.has(word)).map(startOf)
    meanings.set(id, known)
  }
  return known
}

/** "groceries" and "grocery" begin alike once the stem's last vowel is cut. */
function startOf(word: string): string {
  return literalKey('en', word).replace(/[iy]$/, '')
}

/** Share of the sought words that a text speaks of, 0 to 1; 1 when none is sought. `text` in lower case. */
export function shareSpoken(sought: readonly SoughtWord[], text: string): number {
  if (sought.length === 0) return 1
  let found = 0
  for (const word of sought) if (speaksOf(text, word)) found++
  return found / sought.length
}

function speaksOf(text: string, { start, whole }: SoughtWord): boolean {
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    if (isLetter(text.charCodeAt(at - 1))) continue
    if (!whole || !isLetter(text.charCodeAt(at + start.length))) return true
  }
  return false
}

/** Of lower-case text; NaN, beyond either end, is none. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || code > 191
}
