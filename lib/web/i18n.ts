import { getRequestConfig } from 'next-intl/server'
import { DEFAULT_LOCALE, isLocale } from '#base/i18n/locales.ts'
import { MESSAGES } from '#base/i18n/messages.ts'

export default getRequestConfig(async ({ requestLocale }) => {
  const asked = await requestLocale
  const locale = asked && isLocale(asked) ? asked : DEFAULT_LOCALE
  return { locale, messages: MESSAGES[locale] }
})
