import { IntlMessageFormat } from 'intl-messageformat'
import type { Locale } from './locales.ts'
import { MESSAGES } from './messages.ts'

export type Translate = (key: string, values?: Record<string, string | number | Date>) => string

const translators = new Map<Locale, Translate>()

/**
 * Words for code that runs outside a page: reasons, mail, the API. `key` is dotted from the namespace down:
 * `reasons.age.yes`. Each message is read once: a page of results says some two hundred sentences.
 */
export function translator(locale: Locale): Translate {
  let translate = translators.get(locale)
  if (!translate) {
    translate = translatorOf(locale)
    translators.set(locale, translate)
  }
  return translate
}

function translatorOf(locale: Locale): Translate {
  const formats = new Map<string, IntlMessageFormat | string>()
  return (key, values = {}) => {
    let format = formats.get(key)
    if (format === undefined) {
      const message = messageAt(locale, key)
      format = SYNTAX.test(message) ? new IntlMessageFormat(message, locale) : message
      formats.set(key, format)
    }
    return typeof format === 'string' ? format : String(format.format(values))
  }
}

/** A message without any of these is its own text. */
const SYNTAX = /[{}<>'#]/

/** A key that does not exist is a bug: the message files of all languages have the same keys, and a test says so. */
function messageAt(locale: Locale, key: string): string {
  let at: unknown = MESSAGES[locale]
  for (const part of key.split('.')) at = (at as Record<string, unknown> | undefined)?.[part]
  if (typeof at !== 'string') throw new Error(`There is no message "${key}" in ${locale}.`)
  return at
}
