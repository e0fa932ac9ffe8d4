import { TIMEZONES, type Timezone } from '#base/accounts/model.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Option } from './select.tsx'

/** The zones to choose from, as people call them. */
export const zoneOptions = (locale: Locale): Option[] =>
  TIMEZONES.map((zone) => ({ value: zone, label: zoneName(zone, locale) }))

/** With the city that tells zones of one name apart: "Central Time (Chicago)". */
function zoneName(timeZone: Timezone, locale: Locale): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts()
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
  return `${name} (${timeZone.split('/')[1]?.replaceAll('_', ' ')})`
}
