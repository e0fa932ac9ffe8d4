import { getTranslations } from 'next-intl/server'
import type { Locale } from '#base/i18n/locales.ts'
import type { HoursRow } from '#find/directory/hours.ts'
import { latinDigits } from './latin-digits.ts'

/** Days with the same hours share a row; what happens in some weeks only, and closures, follow. */
export async function HoursTable(props: { locale: Locale; rows: readonly HoursRow[]; place: string }) {
  const t = await getTranslations('find.service')
  return (
    <table className="w-full">
      <caption className="sr-only">{t('hoursCaption', { place: props.place })}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('day')}</th>
          <th scope="col">{t('open')}</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={JSON.stringify(row)} className="border-b border-line align-top last:border-0">
            <th scope="row" className="py-1.5 pe-4 text-start font-normal">
              <DayText locale={props.locale} row={row} />
            </th>
            <td className="py-1.5">
              {row.closed
                ? t('closed')
                : row.spans.map((span) => (
                    <span key={span.opensAt} className="block">
                      {spanText(span, props.locale)}
                    </span>
                  ))}
              {row.words && (
                <span dir="auto" className="block">
                  {row.words}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The week of a month, as RFC 5545 counts: from the end when negative. */
const ORDINALS: Record<number, string> = {
  1: '1',
  2: '2',
  3: '3',
  4: '4',
  5: '5',
  [-1]: 'last',
  [-2]: 'nextToLast',
}

async function DayText({ locale, row }: { locale: Locale; row: HoursRow }) {
  const t = await getTranslations('find.service')
  const days = dayNames(row.days, locale)
  const ordinals = row.ordinals
    .flatMap((nth) => ORDINALS[nth] ?? [])
    .map((key) => t(`ordinals.${key}`))
    .join(', ')
  const named = ordinals && days ? t('ordinalDays', { ordinals, days }) : days
  const often =
    row.unit && (row.every > 1 || (row.unit === 'month' && ordinals))
      ? t(`every.${row.unit}`, { count: row.every })
      : ''
  return [named, often, dateText(row, locale, (from, to) => t('dates', { from, to }))]
    .filter(Boolean)
    .join(', ')
}

/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000
const WEEK = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** Three days or more in a row are a range. */
function dayNames(days: readonly string[], locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const name = (index: number) => format.format(MONDAY + index * DAY_MS)
  const runs: [first: number, last: number][] = []
  for (const index of days.map((day) => WEEK.indexOf(day)).sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run[1] === index - 1) run[1] = index
    else runs.push([index, index])
  }
  return runs
    .flatMap(([first, last]) => {
      if (last - first >= 2) return [`${name(first)} – ${name(last)}`]
      return first === last ? [name(first)] : [name(first), name(last)]
    })
    .join(', ')
}

function clock(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return Date.UTC(2024, 0, 1, hours, minutes)
}

function spanText({ opensAt, closesAt }: HoursRow['spans'][number], locale: Locale): string {
  const format = new Intl.DateTimeFormat(latinDigits(locale), {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
  })
  return `${format.format(clock(opensAt))} – ${format.format(clock(closesAt))}`
}

function dateText(
  { from, to }: HoursRow,
  locale: Locale,
  range: (from: string, to: string) => string,
): string {
  const format = new Intl.DateTimeFormat(latinDigits(locale), { dateStyle: 'medium', timeZone: 'UTC' })
  const text = (day: string) => format.format(new Date(`${day}T00:00:00Z`))
  if (from && to && from !== to) return range(text(from), text(to))
  const one = from ?? to
  return one ? text(one) : ''
}
