import { Converter } from 'opencc-js/t2cn'

/** A longer run of letters is no word of any of our languages. */
const WORD_CHARACTERS = 40

export type Token = {
  /** As typed, lower case, composed (NFC). */
  text: string
  /** Without accents, harakat and apostrophes. */
  fold: string
  /** Offsets in the text that was read. */
  start: number
  end: number
  /** Counts up at full stops, question marks and line ends. */
  sentence: number
  /** Counts up at commas too. */
  clause: number
  kind: 'word' | 'number' | 'han'
  /** Of a number. */
  value?: number
  currency?: boolean
}

/** Traditional characters to simplified ones, as all of the lexicon is written. */
export const toSimplified = Converter({ from: 't', to: 'cn' })

const ARABIC_SAME: Record<string, string> = { ى: 'ي', ة: 'ه', ی: 'ي', ک: 'ك', ٱ: 'ا', ـ: '' }

/** `Họ đói` → `ho doi`, `أُمّي` → `امي`, `I’m` → `im`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ`´]/gu, '')
    .toLowerCase()
    .replace(/[đøłı]/g, (letter) => ({ đ: 'd', ø: 'o', ł: 'l', ı: 'i' })[letter] ?? letter)
    .replace(/[ىةیکٱـ]/g, (letter) => ARABIC_SAME[letter] ?? letter)
}

const HAN = /\p{Script=Han}/u
const PIECES =
  /(?<han>\p{Script=Han})|(?<number>[$€£]?\p{Nd}+(?:[,.]\p{Nd}+)*)(?<unit>k|years?|yrs?|yo|y|months?|mos?|m|f|weeks?|wks?|days?|hrs?|am|pm|st|nd|rd|th|a[ñn]os?|ans?|zan|tu[oổ]i|t|taon|anyos|سن[ةه]|عام)?(?![\p{L}\p{Nd}])|(?<word>[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}'’ʼ`´]*)|(?<stop>[.!?;\n。！？；؟؛…]+)|(?<comma>[,،、，:：()—–]+|\s-+\s)/giu

/** Text → words, one token for each Han character; digits of any script become numbers. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let sentence = 0
  let clause = 0
  for (const match of text.matchAll(PIECES)) {
    const { han, number, unit, word, stop, comma } = match.groups ?? {}
    const start = match.index
    if (stop !== undefined) {
      sentence += 1
      clause += 1
    } else if (comma !== undefined) {
      clause += 1
    } else if (number !== undefined) {
      tokens.push(...numberTokens(number, unit, { start, sentence, clause }))
    } else if (han !== undefined) {
      const simple = toSimplified(han)
      tokens.push({
        text: simple,
        fold: simple,
        start,
        end: start + han.length,
        sentence,
        clause,
        kind: 'han',
      })
    } else if (word !== undefined && word.length <= WORD_CHARACTERS) {
      tokens.push(...wordTokens(word, { start, sentence, clause }))
    }
  }
  return tokens
}

type At = { start: number; sentence: number; clause: number }

/** A run that holds Han characters (`82岁`, mixed scripts) is cut at them and at digits; the rest is one word. */
function wordTokens(word: string, at: At): Token[] {
  if (HAN.test(word)) {
    return [...word.matchAll(/\p{Script=Han}|\p{Nd}+|[^\p{Script=Han}\p{Nd}]+/gu)].flatMap((found) => {
      const [piece] = found
      const start = at.start + found.index
      if (/^\p{Nd}/u.test(piece)) return numberTokens(piece, undefined, { ...at, start })
      const han = HAN.test(piece)
      const text = han ? toSimplified(piece) : piece.toLowerCase()
      const kind = han ? ('han' as const) : ('word' as const)
      return [{ ...at, start, end: start + piece.length, text, fold: fold(text), kind }]
    })
  }
  const elided = ELIDED.exec(word)?.[0].length
  if (elided !== undefined) {
    return [word.slice(0, elided), word.slice(elided)].flatMap((piece, index) =>
      wordTokens(piece, { ...at, start: at.start + index * elided }),
    )
  }
  const text = word.toLowerCase().normalize('NFC')
  return [{ ...at, end: at.start + word.length, text, fold: fold(text), kind: 'word' }]
}

/** Haitian Creole runs its pronouns into the next word: `m'ap`, `l'ap`, `n'ap`. */
const ELIDED = /^[mlnwkt]['’](?=\p{L}{2})/iu

const ORDINALS = /^(st|nd|rd|th)$/i

function numberTokens(digits: string, unit: string | undefined, at: At): Token[] {
  const plain = digits.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
  const currency = /^[$€£]/.test(plain)
  const bare = plain.replace(/^[$€£]/, '').replace(/,(?=\d{3}(\D|$))/g, '')
  const number = Number.parseFloat(bare.replace(',', '.'))
  const thousands = unit !== undefined && /^k$/i.test(unit)
  const end = at.start + digits.length
  const token: Token = { ...at, end, text: bare, fold: bare, kind: 'number' }
  if (unit !== undefined && ORDINALS.test(unit)) {
    const text = `${bare}${unit.toLowerCase()}`
    return [{ ...at, end: end + unit.length, text, fold: text, kind: 'word' }]
  }
  if (Number.isFinite(number)) token.value = thousands ? number * 1000 : number
  if (currency) token.currency = true
  if (unit === undefined || thousands) return [token]
  const text = unit.toLowerCase()
  return [token, { ...at, start: end, end: end + unit.length, text, fold: text, kind: 'word' }]
}

/** The zeros of Unicode's decimal digits stand at multiples of ten from these blocks' beginnings. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 48
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 0x660 && code <= 0x669) return code - 0x660
  if (code >= 0x6f0 && code <= 0x6f9) return code - 0x6f0
  if (code >= 0x966) return (code - 0x966) % 10
  return 0
}
