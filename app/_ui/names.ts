import type { Locale } from '#base/i18n/locales.ts'

/** `es` → "Spanish" in the reader's language; the code itself where nobody knows it. */
export function languageName(code: string, locale: Locale): string {
  const names = new Intl.DisplayNames(locale, { type: 'language' })
  try {
    const name = names.of(code)
    // American Sign Language has no name of its own in most languages, sign language has.
    return (name === 'ase' ? names.of('sgn') : name) ?? code
  } catch {
    return code
  }
}

/** Miles as people say them: tenths when near, whole when far. */
export function milesText(meters: number, locale: Locale): string {
  const miles = meters / 1609.344
  return new Intl.NumberFormat(locale === 'ar' ? 'ar-u-nu-latn' : locale, {
    maximumFractionDigits: miles < 10 ? 1 : 0,
  }).format(miles)
}
