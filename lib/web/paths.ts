import { isLocale, type Locale } from '#base/i18n/locales.ts'

/** Every link of the site. A page never writes an address by hand, so a moved page moves its links. */
export const paths = {
  home: (locale: Locale) => `/${locale}`,
  browse: (locale: Locale, domain?: string) => `/${locale}/browse${domain ? `#${domain}` : ''}`,
  /** `query` comes from `searchQuery` of search-params.ts, which knows what may stand in an address. */
  search: (locale: Locale, query = '') => `/${locale}/search${query && `?${query}`}`,
  service: (locale: Locale, id: string) => `/${locale}/services/${id}`,
  ask: (locale: Locale, id: string) => `/${locale}/services/${id}/ask`,
  organization: (locale: Locale, id: string) => `/${locale}/organizations/${id}`,
  about: (locale: Locale) => `/${locale}#about`,
  /** `back` is a path of this site, or it is dropped. */
  signIn: (locale: Locale, back = '') => `/${locale}/sign-in${backQuery(back)}`,
  /** The sign-in page, which says what to do when the identity provider's answer let nobody in. */
  providerRefused: (locale: Locale) => `/${locale}/sign-in?refused=provider`,
  signInLink: (locale: Locale, token: string, back = '') =>
    `/${locale}/sign-in/link/${token}${backQuery(back)}`,
  secondFactor: (locale: Locale, back = '') => `/${locale}/sign-in/second-factor${backQuery(back)}`,
  afterSignIn: (locale: Locale, back = '') => safeBack(back) ?? `/${locale}/start`,
  account: (locale: Locale) => `/${locale}/account`,
  /** Where one exchanges the authenticator app. */
  secondStep: (locale: Locale) => `/${locale}/account/second-step`,
  people: (locale: Locale, organizationId = '') =>
    `/${locale}/people${organizationId && `?organization=${organizationId}`}`,
  clients: (locale: Locale) => `/${locale}/clients`,
  newClient: (locale: Locale) => `/${locale}/clients/new`,
  client: (locale: Locale, id: string) => `/${locale}/clients/${id}`,
  /** `onwardOf`: the referral that a new one goes on from. */
  clientNeed: (locale: Locale, clientId: string, needId: string, onwardOf?: string) =>
    `/${locale}/clients/${clientId}/needs/${needId}${onwardOf ? `?onwardOf=${onwardOf}` : ''}`,
  compare: (locale: Locale, clientId: string, needId: string) =>
    `/${locale}/clients/${clientId}/needs/${needId}/compare`,
  team: (locale: Locale) => `/${locale}/team`,
  newReferral: (
    locale: Locale,
    clientId: string,
    needId: string,
    { serviceId, onwardOf }: { serviceId: string; onwardOf?: string | undefined },
  ) =>
    `/${locale}/clients/${clientId}/needs/${needId}/refer/${serviceId}${onwardOf ? `?onwardOf=${onwardOf}` : ''}`,
  /** Where a coordinator hands a client their private page. */
  giveOwnPage: (locale: Locale, clientId: string) => `/${locale}/clients/${clientId}/own-page`,
  disclosures: (locale: Locale, clientId: string) => `/${locale}/clients/${clientId}/disclosures`,
  /** Places whose address nobody sees, for stewards. */
  places: (locale: Locale) => `/${locale}/places`,
  place: (locale: Locale, id: string) => `/${locale}/places/${id}`,
  audit: (locale: Locale) => `/${locale}/audit`,
  emergency: (locale: Locale) => `/${locale}/emergency`,
  corrections: (locale: Locale) => `/${locale}/corrections`,
  news: (locale: Locale) => `/${locale}/news`,
  tasks: (locale: Locale) => `/${locale}/tasks`,
  referrals: (locale: Locale) => `/${locale}/referrals`,
  /** Doing the same for several referrals: what would happen to each stands there before it is done. */
  bulk: (locale: Locale) => `/${locale}/referrals/bulk`,
  referral: (locale: Locale, id: string) => `/${locale}/referrals/${id}`,
  appointment: (locale: Locale, id: string) => `/${locale}/referrals/${id}/appointment`,
  sendReferral: (locale: Locale, id: string) => `/${locale}/referrals/${id}/send`,
  /** A new consent to what a referral has sent already. */
  renewConsent: (locale: Locale, id: string) => `/${locale}/referrals/${id}/consent`,
  consent: (locale: Locale, id: string) => `/${locale}/consents/${id}`,
  packet: (locale: Locale, id: string) => `/${locale}/referrals/${id}/packet`,
  card: (locale: Locale, id: string) => `/${locale}/referrals/${id}/card`,
  file: (locale: Locale, id: string) => `/${locale}/files/${id}`,
  /** A client's own pages, by the secret of their link. */
  ownPage: (locale: Locale, token: string) => `/${locale}/my/${token}`,
  ownHistory: (locale: Locale, token: string) => `/${locale}/my/${token}/history`,
  /** Where a code from a card or read aloud is typed. */
  typeCode: (locale: Locale) => `/${locale}/card`,
  doubts: (locale: Locale) => `/${locale}/doubts`,
  agencies: (locale: Locale) => `/${locale}/agencies`,
  agency: (locale: Locale, id: string) => `/${locale}/agencies/${id}`,
  inbox: (locale: Locale) => `/${locale}/inbox`,
} as const

/** Where quick exit leads: a site that says nothing about its reader. */
export const NEUTRAL_SITE = 'https://www.weather.gov/'

/** The same page in another language: the first part of a path is its language. */
export function inLocale(pathname: string, locale: Locale): string {
  return pathname.replace(/^\/[^/]+/, `/${locale}`)
}

/** Only a path of our own: anything else would send a person who just signed in wherever a link wanted. */
export function safeBack(back: string): string | null {
  const [, locale = ''] = /^\/([a-z-]+)(\/[\w-]+)*$/.exec(back) ?? []
  return isLocale(locale) ? back : null
}

function backQuery(back: string): string {
  const safe = safeBack(back)
  return safe ? `?back=${encodeURIComponent(safe)}` : ''
}
