import arAccounts from '#data/messages/ar/accounts.json' with { type: 'json' }
import arCrisis from '#data/messages/ar/crisis.json' with { type: 'json' }
import arFind from '#data/messages/ar/find.json' with { type: 'json' }
import arMail from '#data/messages/ar/mail.json' with { type: 'json' }
import arReasons from '#data/messages/ar/reasons.json' with { type: 'json' }
import arRefer from '#data/messages/ar/refer.json' with { type: 'json' }
import arSite from '#data/messages/ar/site.json' with { type: 'json' }
import enAccounts from '#data/messages/en/accounts.json' with { type: 'json' }
import enCrisis from '#data/messages/en/crisis.json' with { type: 'json' }
import enFind from '#data/messages/en/find.json' with { type: 'json' }
import enMail from '#data/messages/en/mail.json' with { type: 'json' }
import enReasons from '#data/messages/en/reasons.json' with { type: 'json' }
import enRefer from '#data/messages/en/refer.json' with { type: 'json' }
import enSite from '#data/messages/en/site.json' with { type: 'json' }
import esAccounts from '#data/messages/es/accounts.json' with { type: 'json' }
import esCrisis from '#data/messages/es/crisis.json' with { type: 'json' }
import esFind from '#data/messages/es/find.json' with { type: 'json' }
import esMail from '#data/messages/es/mail.json' with { type: 'json' }
import esReasons from '#data/messages/es/reasons.json' with { type: 'json' }
import esRefer from '#data/messages/es/refer.json' with { type: 'json' }
import esSite from '#data/messages/es/site.json' with { type: 'json' }
import type { Locale } from './locales.ts'

/** English is the shape that the other languages are checked against: one file a namespace, one folder a language. */
export type Messages = {
  site: typeof enSite
  find: typeof enFind
  reasons: typeof enReasons
  crisis: typeof enCrisis
  accounts: typeof enAccounts
  refer: typeof enRefer
  mail: typeof enMail
}

/** A static map: the bundler cannot follow a path that is put together at run time. */
export const MESSAGES: Record<Locale, Messages> = {
  en: {
    site: enSite,
    find: enFind,
    reasons: enReasons,
    crisis: enCrisis,
    accounts: enAccounts,
    refer: enRefer,
    mail: enMail,
  },
  es: {
    site: esSite,
    find: esFind,
    reasons: esReasons,
    crisis: esCrisis,
    accounts: esAccounts,
    refer: esRefer,
    mail: esMail,
  },
  ar: {
    site: arSite,
    find: arFind,
    reasons: arReasons,
    crisis: arCrisis,
    accounts: arAccounts,
    refer: arRefer,
    mail: arMail,
  },
}
