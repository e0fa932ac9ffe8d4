import type { Locale } from '#base/i18n/locales.ts'

/** Every link of the site. A page never writes an address by hand, so a moved page moves its links. */
export const paths = {
  home: (locale: Locale) => `/${locale}`,
  browse: (locale: Locale, domain?: string) => `/${locale}/browse${domain ? `#${domain}` : ''}`,
  /** `query` comes from `searchQuery` of search-params.ts, which knows what may stand in an address. */
  search: (locale: Locale, query = '') => `/${locale}/search${query && `?${query}`}`,
  service: (locale: Locale, id: string) => `/${locale}/services/${id}`,
  organization: (locale: Locale, id: string) => `/${locale}/organizations/${id}`,
  about: (locale: Locale) => `/${locale}#about`,
  signIn: (locale: Locale) => `/${locale}/sign-in`,
} as const

/** Where quick exit leads: a site that says nothing about its reader. */
export const NEUTRAL_SITE = 'https://www.weather.gov/'

/** The same page in another language: the first part of a path is its language. */
export function inLocale(pathname: string, locale: Locale): string {
  return pathname.replace(/^\/[^/]+/, `/${locale}`)
}
