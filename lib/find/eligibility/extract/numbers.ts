const WORDS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  'twenty-one': 21,
  'twenty-two': 22,
  'twenty-three': 23,
  'twenty-four': 24,
  'twenty-five': 25,
  thirty: 30,
  forty: 40,
  fifty: 50,
  'fifty-five': 55,
  sixty: 60,
  'sixty-two': 62,
  'sixty-five': 65,
}

/** "No one" and "any one" are nobody's number. */
const WORD = new RegExp(
  `(?<!\\b(?:no|any|every|some) (?=one\\b))\\b(${Object.keys(WORDS)
    .sort((a, b) => b.length - a.length)
    .join('|')
    .replaceAll('-', '[- ]')})\\b(?: ?\\(\\d{1,3}\\))?`,
  'g',
)

/** A text with digits, and where a place in it stood before. */
export type Digits = { text: string; origin: (at: number) => number }

const GLUED = '\\b(?:years?|yrs?)(?=old\\b)'
const CHANGED = new RegExp(`${GLUED}|${WORD.source}`, 'g')

/** "eighteen (18) years" → "18 years": numbers in words become digits, so that one grammar reads both. Lower case in. */
export function digitsFor(original: string): Digits {
  const changes: { at: number; shift: number }[] = []
  let shift = 0
  const text = original.replace(CHANGED, (words: string, word: string | undefined, index: number) => {
    const digits = word === undefined ? `${words} ` : String(WORDS[word.replace(' ', '-')])
    // Behind the change, a place is so much farther on in the original.
    const at = index - shift + digits.length
    shift += words.length - digits.length
    if (digits.length !== words.length) changes.push({ at, shift })
    return digits
  })
  if (changes.length === 0) return { text, origin: (at) => at }
  return { text, origin: (place) => place + (changes.findLast(({ at }) => at <= place)?.shift ?? 0) }
}
