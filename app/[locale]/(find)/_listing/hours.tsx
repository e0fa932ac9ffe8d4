import { getTranslations } from 'next-intl/server'
import { Icon } from '#app/_ui/icon.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { zoneOf } from '#find/directory/card-hours.ts'
import {
  closesAt,
  hoursRows,
  isOpenAt,
  localDate,
  nextOpening,
  type Hours as OpeningHours,
  readHours,
} from '#find/directory/hours.ts'
import type { Schedule } from '#find/directory/model.ts'
import { HoursTable } from './hours-table.tsx'
import { latinDigits } from './latin-digits.ts'

type Props = {
  locale: Locale
  schedules: Schedule[]
  /** IANA zone of the place, null when nobody knows it. */
  zone: string | null
  place: string
  now: Date
}

/** When a place is open: now or next, then the rows of its hours, in the place's own time. */
export async function Hours({ locale, schedules, zone, place, now }: Props) {
  const t = await getTranslations('find.service')
  const named = zoneOf(zone, schedules)
  // Rows can be shown without a zone; whether it is open now cannot be said.
  const hours = readHours(schedules, named ?? 'UTC')
  const rows = hoursRows(hours, localDate(hours, now))
  return (
    <div className="space-y-1">
      <p className="flex gap-2 font-semibold">
        <Icon name="clock" className="mt-1 size-5 shrink-0 text-rail" />
        {rows.length > 0 && named ? <OpenNow locale={locale} hours={hours} now={now} /> : t('hours')}
      </p>
      {rows.length > 0 ? (
        <HoursTable locale={locale} rows={rows} place={place} />
      ) : (
        <p>{t('hoursUnknown')}</p>
      )}
      {rows.length > 0 && named && (
        <p className="text-sm text-soft">{t('zone', { zone: zoneName(named, locale, now) })}</p>
      )}
    </div>
  )
}

async function OpenNow({ locale, hours, now }: { locale: Locale; hours: OpeningHours; now: Date }) {
  const t = await getTranslations('find.service')
  const state = isOpenAt(hours, now)
  if (state === 'unknown') return <span>{t('unknownNow')}</span>
  if (state === 'open') {
    const until = closesAt(hours, now)
    return (
      <span className="text-good">
        {until ? t('openUntil', { time: instantText(until, hours.zone, locale, now) }) : t('openNow')}
      </span>
    )
  }
  const next = nextOpening(hours, now)
  return (
    <span>
      {t('closedNow')}
      {next && <> · {t('opens', { when: instantText(next, hours.zone, locale, now) })}</>}
    </span>
  )
}

const HALF_A_DAY_MS = 43_200_000
const SIX_DAYS_MS = 518_400_000

/** A time today, a weekday and time this week, a date later. */
function instantText(at: Date, timeZone: string, locale: Locale, now: Date): string {
  const away = at.getTime() - now.getTime()
  const day: Intl.DateTimeFormatOptions =
    away < HALF_A_DAY_MS
      ? {}
      : away < SIX_DAYS_MS
        ? { weekday: 'long' }
        : { weekday: 'long', day: 'numeric', month: 'long' }
  return new Intl.DateTimeFormat(latinDigits(locale), {
    ...day,
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  }).format(at)
}

function zoneName(timeZone: string, locale: Locale, now: Date): string {
  const parts = new Intl.DateTimeFormat(latinDigits(locale), {
    timeZone,
    timeZoneName: 'longGeneric',
  }).formatToParts(now)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}
