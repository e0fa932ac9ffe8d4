/** Bytes that were read in a wrong code page somewhere upstream, as they stand in real feeds. */
const MOJIBAKE: readonly (readonly [RegExp, string])[] = [
  [/GÇÖ|GÇÿ|â€™|â€˜|Ã¢â‚¬â„¢/g, "'"],
  [/GÇ[£¥]|â€œ|â€\u009d/g, '"'],
  [/GÇ[ôö]|â€“|â€”/g, '-'],
  [/\u00a0/g, ' '],
]

/** Longer prose is cut here: nobody states conditions after this much text, and time per text stays bounded. */
const LONGEST_TEXT = 6000

/** A sentence is read up to here; nobody states one condition in more, and patterns may look far back in it. */
const LONGEST_CLAUSE = 500
/** Further clauses are kept as they are, unread. */
export const MOST_CLAUSES = 60

/** The text with line breaks real, quotes and dashes plain, and spaces single; `beyond` is what was too long to read. */
export function normalise(text: string): { text: string; beyond: string } {
  let plain = text.slice(0, LONGEST_TEXT).normalize('NFC')
  if (ACCENTED.test(plain)) for (const [wrong, right] of MOJIBAKE) plain = plain.replace(wrong, right)
  const beyond = text.slice(LONGEST_TEXT).trim()
  plain = plain
    .replace(/<[^<>]{0,200}>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\\r|\\n|\r\n?/g, '\n')
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/([^\w\s])\1{3,}/g, '$1$1$1')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
  return { text: plain, beyond }
}

/** Full stops that end no sentence. */
const ABBREVIATION =
  /\b(?:St|Mr|Mrs|Ms|Dr|Ft|Mt|No|Co|Jr|Sr|Inc|vs|etc|approx|Ave|Blvd|Dept|yrs|yr|mo|mos|min|max|appt|i\.e|e\.g|[A-Z]|a\.m|p\.m|U\.S|D\.C|N\.Y)\.$/i

const BULLET = /^\s*(?:[*•·▪●◦+>-]|\(?[0-9a-z][).](?=\s)|[0-9]+\.\d*(?=\s[A-Z]))\s*/i

export type Clause = {
  /** The clause as written, spaces single. */
  words: string
  /** The same without accents and case, for reading, and cut where it is too long. Positions agree with `words`. */
  text: string
  /** Its place among the clauses, counted from 0. */
  nth: number
  /** Which paragraph it stands in, counted from 0. */
  line: number
  /** The line began with a bullet. */
  bullet: boolean
  /** `text` ends before `words` do. */
  cut: boolean
}

/** The clauses of normalised prose: sentences and bullets, in order. */
export function clausesOf(prose: string): Clause[] {
  const clauses: Clause[] = []
  let line = 0
  for (const raw of prose.split(/\n+|\s\|\s|\s-\s(?=Must\b)|(?<=\S)\s+[*•▪●]\s+/)) {
    const bullet = BULLET.test(raw)
    const content = raw.replace(BULLET, '').trim()
    if (!content) continue
    for (const words of sentencesOf(content)) {
      if (/[\p{L}\p{N}]/u.test(words)) {
        const cut = words.length > LONGEST_CLAUSE
        const text = fold(words.slice(0, LONGEST_CLAUSE))
        clauses.push({ words, text, nth: clauses.length, line, bullet, cut })
      }
    }
    line += 1
  }
  return clauses
}

function sentencesOf(line: string): string[] {
  const sentences: string[] = []
  let start = 0
  for (const { index, 0: stop } of line.matchAll(/(?<![.!?;])[.!?;]+(?=\s)/g)) {
    const end = index + stop.length
    const sentence = line.slice(start, end)
    const next = line.slice(end).trimStart()
    if (stop === '.' && (ABBREVIATION.test(sentence) || /^(?:[a-z]|Distrito\b)/.test(next))) continue
    sentences.push(sentence.replace(/[;\s]+$/, '').trim())
    start = end
  }
  sentences.push(line.slice(start).trim())
  return sentences.filter(Boolean)
}

/** Most English prose: no letter of it needs a second look. */
const ACCENTED = /\P{ASCII}/u

/** Lower case without accents, one character for one, so that positions stay. */
function fold(words: string): string {
  if (!ACCENTED.test(words)) return words.toLowerCase()
  let folded = ''
  for (const letter of words) {
    const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    folded +=
      plain.length === letter.length ? plain : letter.length === 1 ? letter : ' '.repeat(letter.length)
  }
  return folded
}
