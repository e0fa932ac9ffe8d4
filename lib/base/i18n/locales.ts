/** The languages we ship, in the order of the switcher. Four more follow: zh, vi, ht, tl. */
export const LOCALES = ['en', 'es', 'ar'] as const

export type Locale = (typeof LOCALES)[number]

export const DEFAULT_LOCALE: Locale = 'en'

export function isLocale(text: string): text is Locale {
  return (LOCALES as readonly string[]).includes(text)
}

export function direction(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}
