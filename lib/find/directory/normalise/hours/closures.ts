import { holidaysNamed } from '../../holidays.ts'
import { type Normalised, normalised, remembering } from '../normalised.ts'
import { cleanText } from '../text.ts'
import { readClock, spanOf } from './clock.ts'
import { readDate } from './dates.ts'
import { type ScheduleRow, scheduleRow } from './row.ts'

const CLOSED_ON =
  /\b(?:closed?|cerrado|except(?:ing)?|excluding|excepto|not open|no (?:service|food))\b:?(?: (?:on|for|during|all|most|los|en|d[íi]as?))* ([^.;\n]*)/gi
const FEDERAL = /\b(?:federal|legal|national|bank|government|observed)(?: and \w+)? holidays?\b/i
const SOME = /\b(?:holidays?|festivos?|feriados?)\b/i

/** What hours.ts reads as every federal holiday, and as holidays that nobody has named. */
export const FEDERAL_HOLIDAYS = 'Federal holidays'
export const SOME_HOLIDAYS = 'Holidays'

/** Closures on holidays that a text about hours names: by name, as "federal holidays", or as holidays unspecified. */
export function closedOnHolidays(text: string): Partial<ScheduleRow>[] {
  const names = new Set<string>()
  for (const [, said = ''] of text.matchAll(CLOSED_ON)) {
    const named = holidaysNamed(said.replace(/[,&/]| and | y /g, ' '))
    for (const { name } of named) names.add(name)
    if (FEDERAL.test(said)) names.add(FEDERAL_HOLIDAYS)
    else if (named.length === 0 && SOME.test(said)) names.add(SOME_HOLIDAYS)
  }
  return [...names].map((description) => ({ closed: true, description }))
}

/** A list of the holidays a place keeps, each a closure by its name. */
export const readHolidayList: (raw: string) => Normalised<ScheduleRow[]> = remembering((raw) => {
  const text = cleanText(raw).value
  const rows = holidaysNamed(text.replace(/[\n,;&/]| and | y /g, ' ')).map(({ name }) =>
    scheduleRow({ closed: true, description: name }),
  )
  if (rows.length > 0 || text === '') return normalised(rows)
  const federal = FEDERAL.test(text)
  if (!federal && !SOME.test(text)) return normalised([], 'holidays-not-understood')
  return normalised([scheduleRow({ closed: true, description: federal ? FEDERAL_HOLIDAYS : SOME_HOLIDAYS })])
})

type RawHoliday = {
  startDate?: string | null | undefined
  endDate?: string | null | undefined
  closed?: string | boolean | null | undefined
  opensAt?: string | null | undefined
  closesAt?: string | null | undefined
}

/** Days that a yearly closure over several days may have; longer ones are seasons. */
const LONGEST_YEARLY = 14
const DAY_MS = 86_400_000

/** A row of HSDS 1.x `holiday_schedule`: closed on those days, or open at other hours. Year 1 means every year. */
export function normaliseHoliday(raw: RawHoliday): Normalised<ScheduleRow[]> {
  const start = readDate(raw.startDate)
  const end = readDate(raw.endDate) ?? start
  if (!start || !end) return normalised([], 'date-not-understood')
  const closed = /^(?:true|t|yes|y|1)$/i.test(String(raw.closed ?? '').trim())
  const [open, close] = [readClock(raw.opensAt ?? ''), readClock(raw.closesAt ?? '')]
  const span = open && close ? spanOf(open, close, true).span : null
  if (!closed && !span) return normalised([], 'time-not-understood')
  const what = closed ? { closed } : { opensAt: span?.opensAt ?? null, closesAt: span?.closesAt ?? null }
  if (!start.everyYear)
    return normalised([scheduleRow({ validFrom: start.date, validTo: end.date, ...what })])
  const days = Math.round((Date.parse(end.date) - Date.parse(start.date)) / DAY_MS) + 1
  if (days < 1 || days > LONGEST_YEARLY) {
    return normalised([scheduleRow({ description: `${raw.startDate} – ${raw.endDate}` })], 'season-not-dated')
  }
  const dates = Array.from({ length: days }, (_, day) =>
    new Date(Date.parse(start.date) + day * DAY_MS).toISOString().slice(0, 10),
  )
  return normalised(dates.map((dtstart) => scheduleRow({ freq: 'YEARLY', dtstart, ...what })))
}
