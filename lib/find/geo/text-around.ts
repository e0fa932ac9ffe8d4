import { BEFORE_PLACE, BETWEEN, ELSEWHERE, WORDY_STATE_CODES } from '#data/places/context-words.ts'
import { findState, type Place } from './gazetteer.ts'
import { foldName } from './names.ts'

export type Token = { raw: string; folded: string; start: number; end: number }
/** `shouting`: all in capitals, so that a capital says nothing. */
export type Text = { text: string; tokens: readonly Token[]; shouting: boolean }

/** Longest name first: "Truth or Consequences", "Lake Havasu City". */
const LONGEST_NAME = 4
const TOKEN = /[\p{Script=Latin}\p{M}][\p{Script=Latin}\p{M}'’.-]*|\d+/gu

function tokenize(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const raw = match[0].replace(/[.'’-]+$/, '')
    return { raw, folded: foldName(raw), start: match.index, end: match.index + raw.length }
  })
}

export function readText(text: string): Text {
  const letters = text.replace(/[^\p{L}]/gu, '')
  return { text, tokens: tokenize(text), shouting: letters.length > 3 && letters === letters.toUpperCase() }
}

/** Names of up to four tokens from `index`, longest first, kept together by nothing but spaces, dots and hyphens. */
export function* namesAt(
  { text, tokens }: Text,
  index: number,
): Generator<{ name: string; next: number; last: Token }> {
  const first = tokens[index]
  if (!first || /^\d/.test(first.raw)) return
  for (let length = Math.min(LONGEST_NAME, tokens.length - index); length > 0; length--) {
    const last = tokens[index + length - 1]
    if (!last) continue
    const name = text.slice(first.start, last.end)
    if (/^[^,;:!?()\d\n]*$/.test(name)) yield { name, next: index + length, last }
  }
}

/** A state right after a name: "TX", ", tx", "Texas", "in Texas". */
export function stateAfter(
  whole: Text,
  next: number,
  previousEnd: number,
): { state: string; end: number } | undefined {
  const { text, tokens } = whole
  const token = tokens[next]
  if (!token) return undefined
  const gap = text.slice(previousEnd, token.start)
  if (!/^[\s,.]*$/.test(gap)) return undefined
  if (['in', 'en'].includes(token.folded) && !gap.includes(',') && token.raw !== 'IN') {
    const state = stateNameAt(whole, next + 1)
    return state && { state: state.place.state, end: state.end }
  }
  const named = stateNameAt(whole, next)
  if (named) return { state: named.place.state, end: named.end }
  if (!/^[a-z]{2}$/i.test(token.raw.replaceAll('.', ''))) return undefined
  const code = token.raw.replaceAll('.', '').toLowerCase()
  const place = findState(code)
  if (!place) return undefined
  const capital = token.raw === token.raw.toUpperCase() && !whole.shouting
  const atEnd = /^\s*(?:$|[,.;!?\d])/.test(text.slice(token.end))
  if (capital || atEnd || (gap.includes(',') ? code !== 'la' : !WORDY_STATE_CODES.has(code))) {
    return { state: place.state, end: token.end }
  }
  return undefined
}

export function stateNameAt(
  whole: Text,
  index: number,
): { place: Place; end: number; name: string } | undefined {
  for (const { name, last } of namesAt(whole, index)) {
    if (name.length < 4) continue
    const place = findState(name)
    if (place) return { place, end: last.end, name }
  }
  return undefined
}

/** The "in", "near", "cerca de", "在" that leads to the token, with nothing but fillers between. */
export function leadTo({ text, tokens }: Text, index: number): string | undefined {
  const own = tokens[index]
  if (own && /[在住于于近]\s*$|(?:في|قرب|بالقرب من|من)\s+$/u.test(text.slice(0, own.start))) return 'in'
  for (let back = index - 1; back >= 0 && back >= index - 4; back--) {
    const token = tokens[back]
    const next = tokens[back + 1]
    if (!token || !next || /[,;:.!?()\n]/.test(text.slice(token.end, next.start))) return undefined
    if (BEFORE_PLACE.has(token.folded)) return token.folded
    if (!BETWEEN.has(token.folded)) return undefined
  }
  return undefined
}

export function elsewhere({ tokens }: Text, index: number): boolean {
  let from = index
  while (
    from > 0 &&
    BETWEEN.has(tokens[from - 1]?.folded ?? '') &&
    !['from', 'to'].includes(tokens[from - 1]?.folded ?? '')
  ) {
    if (['de'].includes(tokens[from - 1]?.folded ?? '')) break
    from--
  }
  const before = tokens
    .slice(Math.max(0, from - 5), from)
    .map((token) => token.folded)
    .join(' ')
  return ELSEWHERE.some((words) => before === words || before.endsWith(` ${words}`))
}
