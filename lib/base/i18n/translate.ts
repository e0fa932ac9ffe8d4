import { createTranslator } from 'use-intl/core'
import type { Locale } from './locales.ts'
import { MESSAGES } from './messages.ts'

export type Translate = (key: string, values?: Record<string, string | number | Date>) => string

/** Words for code that runs outside a page: reasons, mail, the API. `key` is dotted from the namespace down: `reasons.age.yes`. */
export function translator(locale: Locale): Translate {
  return createTranslator({ locale, messages: MESSAGES[locale] as object }) as unknown as Translate
}
