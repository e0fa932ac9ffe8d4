import { isLocale, type Locale } from '#base/i18n/locales.ts'
import { MESSAGES } from '#base/i18n/messages.ts'

/**
 * Commands refuse in English sentences, which the API and the log keep. A page says the same sentence in its reader's
 * language: `refer.refusals` holds each under one key in every language, and the English one finds it.
 */
const KEY_OF = new Map(Object.entries(MESSAGES.en.refer.refusals).map(([key, sentence]) => [sentence, key]))

/** What zod says where a schema has no words of its own. */
const SCHEMA_WORDS: readonly [RegExp, string][] = [
  [/received undefined|^Invalid option|expected string, received|^Too small/, 'Fill this in.'],
  [/^Too big/, 'This is too long. Make it shorter.'],
  [/^Invalid/, 'This cannot be right. Look at it again.'],
]

/** The sentence in the reader's language; one that is not on file stays as it is. */
export function refusalWords(sentence: string, locale: Locale): string {
  const plain = SCHEMA_WORDS.find(([form]) => form.test(sentence))?.[1] ?? sentence
  const key = KEY_OF.get(plain)
  return key
    ? (MESSAGES[locale].refer.refusals[key as keyof typeof MESSAGES.en.refer.refusals] ?? plain)
    : plain
}

/** What a refusal is about: consent fields as a list of words, missing elements each as what to do about it. */
export function aboutWords(codes: readonly string[], locale: Locale): string {
  const { field, refusals } = MESSAGES[locale].refer
  const fields = codes.flatMap((code) => (field as Record<string, string>)[code] ?? [])
  if (fields.length === codes.length) return new Intl.ListFormat(locale).format(fields)
  return codes.map((code) => (refusals as Record<string, string>)[code] ?? code).join(' ')
}

/** The language of a form: every form carries it. */
export function formLocale(form: FormData): Locale {
  const locale = String(form.get('locale') ?? '')
  return isLocale(locale) ? locale : 'en'
}
