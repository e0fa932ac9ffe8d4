import type { Locale } from '#base/i18n/locales.ts'

/** Hours stand beside telephone numbers, which are written in European digits in Arabic too. */
export function latinDigits(locale: Locale): string {
  return `${locale}-u-nu-latn`
}
