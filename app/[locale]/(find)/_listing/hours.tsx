import { getTranslations } from 'next-intl/server'
import { Icon } from '#app/_ui/icon.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { Schedule } from '#find/directory/model.ts'
import { plainWeek } from '#find/directory/weekly.ts'

const MINUTES_A_DAY = 1440

/** When a place is open: now or next, then the week, then what the listing says of it in words. */
export async function Hours(props: {
  locale: Locale
  schedules: Schedule[]
  zone: string | null
  place: string
  now: Date
}) {
  const t = await getTranslations('find.service')
  const week = plainWeek(props.schedules)
  const words = props.schedules.flatMap((row) => (row.description ? [row.description] : []))
  return (
    <div className="space-y-1">
      <p className="flex gap-2 font-semibold">
        <Icon name="clock" className="mt-1 size-5 shrink-0 text-rail" />
        {t('hours')}
      </p>
      {week && <Week locale={props.locale} spans={week} place={props.place} />}
      {words.map((line) => (
        <p key={line} dir="auto">
          {line}
        </p>
      ))}
      {!week && words.length === 0 && <p>{t('hoursUnknown')}</p>}
    </div>
  )
}

async function Week(props: { locale: Locale; spans: [number, number][]; place: string }) {
  const t = await getTranslations('find.service')
  const weekday = new Intl.DateTimeFormat(props.locale, { weekday: 'long', timeZone: 'UTC' })
  const time = new Intl.DateTimeFormat(props.locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  return (
    <table className="w-full max-w-sm">
      <caption className="sr-only">{t('hoursCaption', { place: props.place })}</caption>
      <tbody>
        {Array.from({ length: 7 }, (_, day) => {
          const spans = props.spans.filter(([from]) => Math.floor(from / MINUTES_A_DAY) === day)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the seven days
            <tr key={day} className="border-b border-line">
              <th scope="row" className="py-1 pe-4 text-start font-normal">
                {weekday.format(Date.UTC(2024, 0, 1 + day))}
              </th>
              <td className="py-1">
                {spans.length === 0
                  ? t('closed')
                  : spans.map(([from, to]) => time.formatRange(from * 60_000, to * 60_000)).join(', ')}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
