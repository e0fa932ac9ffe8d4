import { type CountryCode, findPhoneNumbersInText } from 'libphonenumber-js/min'
import { type Normalised, normalised, remembering } from './normalised.ts'

export type PhoneNumber = {
  /** The part of the raw text that is this number. */
  number: string
  /** E.164; null for short numbers (211, 988) and for what no numbering plan knows. */
  e164: string | null
  extension: string | null
  type: 'voice' | 'fax' | 'tty' | 'text' | null
  /** Words beside the number that say what it is for. */
  description: string | null
}

/** Short numbers of the North American plan that reach help and are not dialled abroad. */
const SHORT = /^(?:[2-8]11|911|988)$/
const KEYPAD = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '22233344455566677778889999'
const VANITY =
  /(?<![\w])((?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-. ])((?=[-\dA-Z]*[A-Z]{3})[A-Z\d](?:[-. ]?[A-Z\d]){6,11})(?![a-z\d])/g
const EXTENSION =
  /[,;]?\s*(?:\b(?:ext(?:ension)?|extn|opt(?:ion)?|press|anexo)\b\.?:?\s*#?\s*|\bx\s*(?:opt(?:ion)?)?\s*#?\s*|#\s*)(\d{1,6})\b/i
/** Words before a number are its label when a colon or dash, or the kind of line, ends them. */
const LABEL = /(?:[:–-]|\b(?:fax|tty|tdd|voice|text|tel|phone))\W*$/i
const SAYS_NOTHING = /^(?:(?:tele)?phone|tel|p|ph|voice|fax|tty|tdd|call|no|number|main|at|#|\W)+$/i
const TYPES: readonly [RegExp, NonNullable<PhoneNumber['type']>][] = [
  [/\b(?:tty|tdd|ttd|relay|deaf|hearing impaired|v\/tty)\b/i, 'tty'],
  [/\bfax\b/i, 'fax'],
  [/\b(?:text|sms|mensaje de texto)\b/i, 'text'],
  [/\b(?:voice|phone|tel|call|llame|tel[eé]fono)\b/i, 'voice'],
]

/**
 * The telephone numbers in a field: several in one text, extensions, letters on the keypad, TTY and fax. Numbers
 * without a country code belong to `country`. Note `phone-not-understood` when there are characters but no number.
 */
export function normalisePhones(
  raw: string | null | undefined,
  country: CountryCode = 'US',
): Normalised<PhoneNumber[]> {
  const text = (raw ?? '').replace(/\s+/g, ' ').trim()
  if (text === '') return normalised([])
  return country === 'US' ? americanPhones(text) : parse(text, country)
}

/** The shape that nearly every American number has; the library, a hundred times slower, reads all others. */
const USUAL =
  /^(?:\+?1[-. ]*)?\(?([2-9]\d{2})\)?[-. ]*([2-9]\d{2})[-. ]*(\d{4})(?:\s*,?\s*(?:x|ext\.?|extension)\s*#?(\d{1,6}))?$/i

const americanPhones = remembering((text) => {
  const usual = USUAL.exec(text)
  if (!usual) return parse(text, 'US')
  const [, area, exchange, line, extension = null] = usual
  return normalised([
    { number: text, e164: `+1${area}${exchange}${line}`, extension, type: null, description: null },
  ])
})

function parse(text: string, country: CountryCode): Normalised<PhoneNumber[]> {
  if (SHORT.test(text.replace(/[-. ]/g, ''))) {
    return normalised([{ number: text, e164: null, extension: null, type: null, description: null }])
  }
  const dialled = tidy(
    text.replace(VANITY, (_, area: string, __, letters: string) => area + onKeypad(letters)),
  )
  const spans = findPhoneNumbersInText(dialled, country)
  if (spans.length === 0) return unknown(text)
  const seen = new Set<string>()
  const phones: PhoneNumber[] = []
  for (const [index, span] of spans.entries()) {
    const before = dialled.slice(spans[index - 1]?.endsAt ?? 0, span.startsAt)
    const after = dialled.slice(span.endsAt, spans[index + 1]?.startsAt)
    const extension = span.number.ext ?? EXTENSION.exec(after)?.[1] ?? null
    const e164 = span.number.number
    if (seen.has(`${e164}x${extension}`)) continue
    seen.add(`${e164}x${extension}`)
    const label = index === 0 || LABEL.test(before) ? before : ''
    phones.push({
      number: dialled.slice(span.startsAt, span.endsAt),
      e164,
      extension,
      type: typeOf(label, after),
      description: descriptionOf(label, after),
    })
  }
  // One number, perhaps written twice (with letters, then digits): its own words are the whole field.
  const [only, second] = phones
  if (only && !second) only.number = text
  return normalised(phones, spans.some(({ number }) => !number.isPossible()) ? 'phone-doubtful' : undefined)
}

const onKeypad = (letters: string) =>
  letters
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => DIGITS[KEYPAD.indexOf(letter)] ?? '')
    .replace(/[^\d]/g, '')
    .slice(0, 7)

/** Shapes that the library does not take: "555. 010. 0199", "(55`) 010-0199", "555 - 010 - 0199", "555)010". */
function tidy(text: string): string {
  return text
    .replace(/^"(.*)"$/, '$1')
    .replace(/(\d)[`´]/g, '$1')
    .replace(/(\d{3}\)?)\s*([-.])\s*(\d{3})\s*([-.])\s*(?=\d{4})/g, '$1$2$3$4')
    .replace(/(?<![(\d])(\d{3})\)/g, '($1)')
}

function unknown(text: string): Normalised<PhoneNumber[]> {
  const digits = text.replace(/\D/g, '')
  const phone = { number: text, e164: null, extension: null, type: null, description: null }
  return normalised(digits === '' ? [] : [phone], 'phone-not-understood')
}

function typeOf(before: string, after: string): PhoneNumber['type'] {
  const beside = `${before} ${/^\s*\(([^)]*)\)/.exec(after)?.[1] ?? ''}`
  return TYPES.find(([words]) => words.test(beside))?.[1] ?? null
}

function descriptionOf(before: string, after: string): string | null {
  const label = before
    .replace(/^[\s,;./&)]*(?:(?:or|and|y|o)\b)?/i, '')
    .replace(/[\s:–(-]+$/, '')
    .trim()
  const inBrackets = /^\s*\(([^)\d][^)]*)\)/.exec(after)?.[1]?.trim()
  const words = [label, inBrackets]
    .filter((part) => part && /\p{L}{2}/u.test(part) && !SAYS_NOTHING.test(part))
    .join(', ')
  return words === '' ? null : words
}
