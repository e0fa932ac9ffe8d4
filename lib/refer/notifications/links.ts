import type { Locale } from '#base/i18n/locales.ts'

/**
 * Addresses of the pages that mailed links open; `token` is the secret, or its placeholder while a message waits. They
 * say nothing of who or what: no name, no program, no need.
 */
export const linkPath = {
  agency: (locale: Locale, token: string) => `/${locale}/answer/${token}`,
  /** Where whoever got a message that was meant for somebody else says so. */
  wrongAddress: (locale: Locale, token: string) => `/${locale}/answer/${token}/wrong-address`,
  client: (locale: Locale, token: string) => `/${locale}/my/${token}`,
  consent: (locale: Locale, token: string) => `/${locale}/my/${token}`,
} as const

/** The page of an agency's link, and where to say that the message came to the wrong address. */
export const agencyLinks = (appUrl: string, locale: Locale, token: string) => ({
  link: appUrl + linkPath.agency(locale, token),
  aside: { words: 'agency.wrong-address', link: appUrl + linkPath.wrongAddress(locale, token) },
})
