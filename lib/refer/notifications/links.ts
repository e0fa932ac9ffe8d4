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

export const tokenPlaceholder = (linkId: string): string => `{token:${linkId}}`

/** The id of the link that an address of a waiting message names. */
export const placeheldLink = (address: string): string | undefined =>
  /\{token:([0-9a-f-]{36})\}/.exec(address)?.[1]
