import { TIMEZONES } from '#base/accounts/model.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Option } from './select.tsx'

/** The zones to choose from, as people call them. @param chosen stays one of them, whichever it is */
export function zoneOptions(locale: Locale, chosen?: string): Option[] {
  const known: readonly string[] = TIMEZONES
  const zones = chosen === undefined || known.includes(chosen) ? known : [chosen, ...known]
  return zones.map((zone) => ({ value: zone, label: zoneName(zone, locale) }))
}

/** With the city that tells zones of one name apart: "Central Time (Chicago)". */
function zoneName(timeZone: string, locale: Locale): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts()
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
  return `${name} (${timeZone.split('/').at(-1)?.replaceAll('_', ' ')})`
}
