import * as rruleModule from 'rrule'
import { holidayDate, holidaysNamed, isFederalHoliday } from './holidays.ts'
import type { Schedule } from './model.ts'
import { FEDERAL_HOLIDAYS, SOME_HOLIDAYS } from './normalise/hours/closures.ts'
import { WEEKDAYS, type Weekday } from './normalise/hours/weekdays.ts'

/** The parts of a schedule that say when it is open. */
export type OpeningSchedule = Pick<
  Schedule,
  | 'validFrom'
  | 'validTo'
  | 'dtstart'
  | 'until'
  | 'count'
  | 'wkst'
  | 'freq'
  | 'interval'
  | 'byday'
  | 'byweekno'
  | 'bymonthday'
  | 'byyearday'
  | 'opensAt'
  | 'closesAt'
  | 'closed'
  | 'description'
>

/** A local calendar day. `weekday` 0 is Monday; `number` counts days since 1970-01-01. */
export type LocalDay = {
  date: string
  number: number
  weekday: number
  dayOfMonth: number
  daysInMonth: number
}

/** On which days a schedule holds: yes, no, or nobody can say. */
export type Matcher = (day: LocalDay) => boolean | 'unknown'

/** Minutes after local midnight; `to` is beyond 1440 when it runs past midnight. */
export type MinuteSpan = { from: number; to: number }

export type OpeningRule = {
  schedule: OpeningSchedule
  matches: Matcher
  /** Null: the day is known and the hours are not, or it is a closure. */
  span: MinuteSpan | null
  /** Single dates (a closure, other hours on one day) stand above what repeats. */
  special: boolean
}

// The package is CommonJS in Node.js and a module to bundlers: its names are on the default or on the namespace.
const { RRule, rrulestr } = (
  'RRule' in rruleModule ? rruleModule : (rruleModule as unknown as { default: typeof rruleModule }).default
) as typeof rruleModule

const DAY_MS = 86_400_000
const DAY_MINUTES = 1440

/** A search asks about the same two days for every candidate. */
const known = new Map<number, LocalDay>()

export function localDay(number: number): LocalDay {
  const before = known.get(number)
  if (before) return before
  const day = makeDay(number)
  if (known.size > 1000) known.clear()
  known.set(number, day)
  return day
}

function makeDay(number: number): LocalDay {
  const at = new Date(number * DAY_MS)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return {
    date: at.toISOString().slice(0, 10),
    number,
    weekday: (at.getUTCDay() + 6) % 7,
    dayOfMonth: at.getUTCDate(),
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  }
}

export function readRule(schedule: OpeningSchedule): OpeningRule {
  const bounded = withinDates(schedule, matcherOf(schedule))
  const special = schedule.freq === null && schedule.byday === null && schedule.validFrom !== null
  return { schedule, matches: bounded, span: schedule.closed ? null : minuteSpan(schedule), special }
}

function minuteSpan({ opensAt, closesAt }: OpeningSchedule): MinuteSpan | null {
  const [from, to] = [minutes(opensAt), minutes(closesAt)]
  if (from === null || to === null) return null
  return { from, to: to <= from ? to + DAY_MINUTES : to }
}

function minutes(clock: string | null): number | null {
  const found = /^(\d{1,2}):(\d{2})/.exec(clock ?? '')
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

function withinDates(
  { validFrom, validTo, freq, dtstart, until }: OpeningSchedule,
  matches: Matcher,
): Matcher {
  const from = latest(validFrom, freq === 'WEEKLY' || freq === 'MONTHLY' ? dtstart : null)
  const to = earliest(validTo, until)
  if (!from && !to) return matches
  return (day) => ((from && day.date < from) || (to && day.date > to) ? false : matches(day))
}

const latest = (a: string | null, b: string | null) => (a && b ? (a > b ? a : b) : (a ?? b))
const earliest = (a: string | null, b: string | null) => (a && b ? (a < b ? a : b) : (a ?? b))

function matcherOf(schedule: OpeningSchedule): Matcher {
  const { freq, interval, count, byday, bymonthday, byyearday, byweekno, closed, validFrom } = schedule
  if (freq === null) {
    if (byday) return byWeekday(byday)
    if (closed && !validFrom) return byHoliday(schedule.description ?? '')
    return validFrom ? () => true : () => 'unknown'
  }
  const simple = (interval ?? 1) === 1 && count === null && !bymonthday && !byyearday && !byweekno
  if (freq === 'WEEKLY' && simple && byday && !/\d/.test(byday)) return byWeekday(byday)
  if (freq === 'MONTHLY' && simple && byday && /^(?:[+-]?\d[A-Z]{2},?)+$/.test(byday))
    return byNthWeekday(byday)
  if (freq === 'DAILY' && simple && !byday) return () => true
  return byRecurrence(schedule)
}

function byWeekday(byday: string): Matcher {
  const on = new Set(byday.split(',').map((code) => WEEKDAYS.indexOf(code.trim().slice(-2) as Weekday)))
  return (day) => on.has(day.weekday)
}

function byNthWeekday(byday: string): Matcher {
  const wanted = byday
    .split(',')
    .filter(Boolean)
    .map((code) => ({ nth: Number(code.slice(0, -2)), weekday: WEEKDAYS.indexOf(code.slice(-2) as Weekday) }))
  return ({ weekday, dayOfMonth, daysInMonth }) =>
    wanted.some((one) => {
      if (one.weekday !== weekday) return false
      const fromStart = Math.ceil(dayOfMonth / 7)
      const fromEnd = -Math.ceil((daysInMonth - dayOfMonth + 1) / 7)
      return one.nth === fromStart || one.nth === fromEnd
    })
}

function byHoliday(words: string): Matcher {
  if (words === FEDERAL_HOLIDAYS) return ({ date }) => isFederalHoliday(date)
  // Which holidays is not said: on the federal ones it may be closed.
  if (words === SOME_HOLIDAYS) return ({ date }) => (isFederalHoliday(date) ? 'unknown' : false)
  const holidays = holidaysNamed(words)
  const dates = new Map<number, ReadonlySet<string>>()
  return ({ date }) => {
    const year = Number(date.slice(0, 4))
    let known = dates.get(year)
    if (!known) {
      known = new Set(holidays.map((holiday) => holidayDate(holiday, year)))
      dates.set(year, known)
    }
    return known.has(date)
  }
}

/** Days for which a recurrence is worked out at once; asking day by day would be a hundred times dearer. */
const WINDOW_DAYS = 128

/** What RFC 5545 must be asked for. Counting and skipping need a first day; without one nobody can say which weeks. */
function byRecurrence(schedule: OpeningSchedule): Matcher {
  const { freq, interval, count, byday, bymonthday, byyearday, byweekno, dtstart } = schedule
  const counted = (interval ?? 1) > 1 || count !== null
  const placed = byday || bymonthday || byyearday || byweekno
  if (!dtstart && (counted || !placed)) return () => 'unknown'
  const parts = [
    `FREQ=${freq}`,
    interval && `INTERVAL=${interval}`,
    count && `COUNT=${count}`,
    byday && `BYDAY=${byday}`,
    bymonthday && `BYMONTHDAY=${bymonthday}`,
    byyearday && `BYYEARDAY=${byyearday}`,
    byweekno && `BYWEEKNO=${byweekno}`,
    schedule.wkst && `WKST=${schedule.wkst}`,
  ].filter(Boolean)
  const start = (dtstart ?? '2000-01-01').replaceAll('-', '')
  let rule: InstanceType<typeof RRule>
  try {
    rule = rrulestr(`DTSTART:${start}T000000Z\nRRULE:${parts.join(';')}`) as InstanceType<typeof RRule>
  } catch {
    return () => 'unknown'
  }
  const windows = new Map<number, ReadonlySet<number>>()
  return ({ number }) => {
    const window = Math.floor(number / WINDOW_DAYS)
    let days = windows.get(window)
    if (!days) {
      const [from, to] = [window * WINDOW_DAYS * DAY_MS, ((window + 1) * WINDOW_DAYS - 1) * DAY_MS]
      days = new Set(rule.between(new Date(from), new Date(to), true).map((at) => at.getTime() / DAY_MS))
      windows.set(window, days)
    }
    return days.has(number)
  }
}
