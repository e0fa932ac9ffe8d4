import type { Locale } from '#base/i18n/locales.ts'

/**
 * Addresses of the pages that mailed links open; `token` is the secret, or its placeholder while a message waits. They
 * say nothing of who or what: no name, no program, no need.
 */
export const linkPath = {
  agency: (locale: Locale, token: string) => `/${locale}/answer/${token}`,
  client: (locale: Locale, token: string) => `/${locale}/my/${token}`,
  consent: (locale: Locale, token: string) => `/${locale}/my/${token}`,
} as const
