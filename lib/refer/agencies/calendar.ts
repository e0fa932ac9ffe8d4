import { DateTime } from 'luxon'

/** When an agency works: clocks that others must keep are counted in these days. */
export type WorkCalendar = {
  /** IANA zone. */
  timezone: string
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  workingDays: readonly number[]
  /** Its own closed days, YYYY-MM-DD, beside the federal holidays. */
  closedDays: readonly string[]
}

/** From and to on one day in local time, `09:00` to `16:30`. */
export type DayHours = { from: string; to: string }

/**
 * The federal holidays of the United States, 5 U.S.C. 6103: fixed dates move to the nearest weekday, the others fall
 * on the nth weekday of a month (-1 is the last).
 */
const HOLIDAYS: readonly (
  | { month: number; day: number }
  | { month: number; weekday: number; nth: number }
)[] = [
  { month: 1, day: 1 },
  { month: 1, weekday: 1, nth: 3 },
  { month: 2, weekday: 1, nth: 3 },
  { month: 5, weekday: 1, nth: -1 },
  { month: 6, day: 19 },
  { month: 7, day: 4 },
  { month: 9, weekday: 1, nth: 1 },
  { month: 10, weekday: 1, nth: 2 },
  { month: 11, day: 11 },
  { month: 11, weekday: 4, nth: 4 },
  { month: 12, day: 25 },
]

const holidaysByYear = new Map<number, ReadonlySet<string>>()

function federalHolidays(year: number): ReadonlySet<string> {
  const known = holidaysByYear.get(year)
  if (known) return known
  const days = new Set(
    HOLIDAYS.map(
      (holiday) => ('day' in holiday ? observed(year, holiday) : nthWeekday(year, holiday)).toISODate() ?? '',
    ),
  )
  // New Year's Day on a Saturday is observed on the last day of this year.
  const next = observed(year + 1, { month: 1, day: 1 })
  if (next.year === year) days.add(next.toISODate() ?? '')
  holidaysByYear.set(year, days)
  return days
}

function observed(year: number, { month, day }: { month: number; day: number }): DateTime {
  const date = DateTime.utc(year, month, day)
  if (date.weekday === 6) return date.minus({ days: 1 })
  return date.weekday === 7 ? date.plus({ days: 1 }) : date
}

function nthWeekday(year: number, rule: { month: number; weekday: number; nth: number }): DateTime {
  const first = DateTime.utc(year, rule.month, 1)
  if (rule.nth === -1) {
    const last = first.endOf('month')
    return last.minus({ days: (last.weekday - rule.weekday + 7) % 7 })
  }
  return first.plus({ days: ((rule.weekday - first.weekday + 7) % 7) + 7 * (rule.nth - 1) })
}

export function isBusinessDay(day: DateTime, calendar: WorkCalendar): boolean {
  const iso = day.toISODate() ?? ''
  return (
    calendar.workingDays.includes(day.weekday) &&
    !federalHolidays(day.year).has(iso) &&
    !calendar.closedDays.includes(iso)
  )
}

/**
 * `days` business days after `from`, at the same hour of the day: what comes on a day off counts from the end of that
 * day, so that nobody is asked to answer while closed.
 */
export function addBusinessDays(from: Date, days: number, calendar: WorkCalendar): Date {
  let at = DateTime.fromJSDate(from, { zone: calendar.timezone })
  if (!isBusinessDay(at, calendar)) at = at.endOf('day')
  // A calendar that never works would never end: after a year of looking, plain days count.
  for (let left = days, looked = 0; left > 0; looked++) {
    at = at.plus({ days: 1 })
    if (isBusinessDay(at, calendar) || looked > 366) left--
  }
  return at.toJSDate()
}

/** `day` (YYYY-MM-DD) if the agency works on it, else the next day on which it does. */
export function businessDayFrom(day: string, calendar: WorkCalendar): string {
  let at = DateTime.fromISO(day, { zone: calendar.timezone })
  for (let looked = 0; !isBusinessDay(at, calendar) && looked < 366; looked++) at = at.plus({ days: 1 })
  return at.toISODate() ?? day
}

/** The first instant from `from` on that lies in `hours` of a business day: when somebody may be called or written to. */
export function nextOpenMoment(from: Date, hours: DayHours, calendar: WorkCalendar): Date {
  let at = DateTime.fromJSDate(from, { zone: calendar.timezone })
  for (let looked = 0; looked < 366; looked++, at = at.plus({ days: 1 }).startOf('day')) {
    if (!isBusinessDay(at, calendar)) continue
    const [opens, closes] = [clock(at, hours.from), clock(at, hours.to)]
    if (at < closes) return DateTime.max(at, opens).toJSDate()
  }
  return from
}

function clock(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return day.set({ hour, minute, second: 0, millisecond: 0 })
}

/** Business time between two instants, in hours of 24 a business day: what an agency took to answer. */
export function businessHoursBetween(from: Date, to: Date, calendar: WorkCalendar): number {
  let hours = 0
  let at = DateTime.fromJSDate(from, { zone: calendar.timezone })
  const end = DateTime.fromJSDate(to, { zone: calendar.timezone })
  while (at < end) {
    const next = DateTime.min(at.plus({ days: 1 }).startOf('day'), end)
    if (isBusinessDay(at, calendar)) hours += next.diff(at, 'hours').hours
    at = next
  }
  return hours
}

/** The last instant of a day, YYYY-MM-DD, in a zone. */
export function endOfDay(day: string, timezone: string): Date {
  return DateTime.fromISO(day, { zone: timezone }).endOf('day').toJSDate()
}

/** The day, YYYY-MM-DD, that it is in a zone, or will be so much later. */
export function dayIn(timezone: string, at: Date, later: { days?: number; months?: number } = {}): string {
  return DateTime.fromJSDate(at, { zone: timezone }).plus(later).toISODate() ?? ''
}
