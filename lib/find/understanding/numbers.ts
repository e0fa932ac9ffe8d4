import type { Lexicon } from './lexicon.ts'
import type { Token } from './normalise.ts'

/** Digits, thousands of them, and number words in a row added up: eighty two, ochenta y dos. */
export function numberSpans(
  lexicon: Lexicon,
  tokens: readonly Token[],
): Map<number, { end: number; value: number }> {
  const spans = new Map<number, { end: number; value: number }>()
  for (let start = 0; start < tokens.length; start += 1) {
    const token = tokens[start]
    if (isShorthand(lexicon, tokens, start)) continue
    if (token?.value !== undefined) {
      // "32 mil", "2 thousand", 3万
      const times = numberWord(lexicon, tokens, start + 1) ?? 1
      const isMultiplied = times >= 1000 && tokens[start + 1]?.value === undefined
      spans.set(
        start,
        isMultiplied
          ? { end: start + 2, value: token.value * times }
          : { end: start + 1, value: token.value },
      )
      if (isMultiplied) start += 1
    } else {
      const words = spelledNumber(lexicon, tokens, start)
      if (words !== undefined) {
        spans.set(start, words)
        start = words.end - 1
      }
    }
  }
  return spans
}

/** English "4 my 2 kids", "help 2 find": for and to. */
const SHORTHAND = new Set(['2', '4'])
const AFTER_SHORTHAND = new Set([
  ...[
    'my',
    'me',
    'u',
    'us',
    'our',
    'him',
    'her',
    'them',
    'the',
    'a',
    'an',
    'go',
    'get',
    'do',
    'be',
    'see',
    'help',
  ],
  ...['pay', 'find', 'live', 'stay', 'sleep', 'eat', 'talk', 'work', 'feed', 'buy', 'keep', 'take', 'make'],
])

function isShorthand({ language }: Lexicon, tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]]
  return (
    language === 'en' &&
    SHORTHAND.has(token?.fold ?? '') &&
    token?.currency !== true &&
    next?.clause === token?.clause &&
    AFTER_SHORTHAND.has(next?.fold ?? '')
  )
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
    const part = numberWord(lexicon, tokens, at)
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

/** Bare Vietnamese number words that are other words too (father, year, wardrobe), and what must follow them. */
const BARE_AND_OTHER = new Set(['ba', 'nam', 'tu', 'tam', 'bay'])
const AFTER_NUMBER = new Set(['muoi', 'tuoi', 'tram', 'dua', 'thang', 'nguoi', 'ngan', 'nghin', 'tuan'])

function numberWord(lexicon: Lexicon, tokens: readonly Token[], at: number): number | undefined {
  const { text = '', fold = '' } = tokens[at] ?? {}
  if (lexicon.language === 'vi') {
    const other = BARE_AND_OTHER.has(fold) && !AFTER_NUMBER.has(tokens[at + 1]?.fold ?? '')
    return text === fold && other ? undefined : lexicon.numbers.get(text)
  }
  return lexicon.numbers.get(fold) ?? lexicon.numbers.get(fold.replace(/^و/, ''))
}
