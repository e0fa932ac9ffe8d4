import { IANAZone } from 'luxon'
import { WEEKDAYS, type Weekday } from './normalise/hours/weekdays.ts'
import { isTimezone } from './normalise/timezone.ts'
import {
  type LocalDay,
  localDay,
  type MinuteSpan,
  type OpeningRule,
  type OpeningSchedule,
  readRule,
} from './opening-rules.ts'

/** The schedules of one service or place, read once and asked often. */
export type Hours = {
  /** IANA zone of the place. */
  zone: string
  rules: readonly OpeningRule[]
}

/** Nobody has said, or only "by appointment": not the same as closed. */
export type OpenState = 'open' | 'closed' | 'unknown'

const DAY_MINUTES = 1440
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** "Third Thursday" comes again within five weeks; a season may be longer off, but then "next" helps nobody. */
const LOOK_AHEAD_DAYS = 62
/** Help after work: open for at least half an hour after six in the evening, and not only in the small hours. */
const EVENING = { from: 18 * 60, to: 23 * 60, atLeast: 30 }

/** Reads the schedules; a zone that does not exist throws RangeError. */
export function readHours(schedules: readonly OpeningSchedule[], zone: string): Hours {
  if (!isTimezone(zone)) throw new RangeError(`"${zone}" is not an IANA time zone.`)
  return { zone, rules: schedules.map(readRule) }
}

type Day = { spans: readonly MinuteSpan[]; unknown: boolean }

/** What holds on a local day: closures first, then hours for that very date, then what repeats. */
function dayOf({ rules }: Hours, day: LocalDay): Day {
  const special: MinuteSpan[] = []
  const usual: MinuteSpan[] = []
  let unknown = rules.length === 0
  for (const { matches, schedule, span, special: isSpecial } of rules) {
    const matched = matches(day)
    if (matched === false) continue
    if (schedule.closed) {
      if (matched === true) return { spans: [], unknown: false }
      unknown = true
    } else if (matched === 'unknown' || span === null) unknown = true
    else if (isSpecial) special.push(span)
    else usual.push(span)
  }
  return special.length > 0 ? { spans: special, unknown: false } : { spans: usual, unknown }
}

/** A holiday that may close the place makes even its usual hours doubtful. */
function mayBeClosed({ rules }: Hours, day: LocalDay): boolean {
  return rules.some(({ schedule, matches }) => schedule.closed && matches(day) === 'unknown')
}

const QUARTER_MS = 15 * MINUTE_MS
const offsets = new Map<string, Map<number, number>>()

/** Minutes from UTC. Reading a zone is dear, and one search asks for the same few moments hundreds of times. */
function offsetAt(zone: string, ms: number): number {
  const quarter = Math.floor(ms / QUARTER_MS)
  let known = offsets.get(zone)
  if (!known) {
    known = new Map()
    offsets.set(zone, known)
  }
  let minutes = known.get(quarter)
  if (minutes === undefined) {
    if (known.size > 2000) known.clear()
    minutes = IANAZone.create(zone).offset(ms)
    known.set(quarter, minutes)
  }
  return minutes
}

/** The local wall clock: day number and minutes after midnight. */
function wallClock(zone: string, at: Date): { day: number; minute: number } {
  const local = at.getTime() + offsetAt(zone, at.getTime()) * MINUTE_MS
  const day = Math.floor(local / DAY_MS)
  return { day, minute: (local - day * DAY_MS) / MINUTE_MS }
}

/** The instant of a local wall clock; minutes beyond a day run into the next. In a spring gap the clock has moved on. */
function instantOf(zone: string, day: number, minute: number): Date {
  const local = (day * DAY_MINUTES + minute) * MINUTE_MS
  const first = offsetAt(zone, local)
  const second = offsetAt(zone, local - first * MINUTE_MS)
  if (first === second) return new Date(local - first * MINUTE_MS)
  const third = offsetAt(zone, local - second * MINUTE_MS)
  return new Date(local - (second === third ? second : Math.min(second, third)) * MINUTE_MS)
}

/** Whether it is open at an instant; `unknown` when it may be, by what its schedules leave open. */
export function isOpenAt(hours: Hours, at: Date): OpenState {
  const { day, minute } = wallClock(hours.zone, at)
  const today = localDay(day)
  const { spans, unknown } = dayOf(hours, today)
  const yesterday = dayOf(hours, localDay(day - 1))
  const open =
    spans.some(({ from, to }) => from <= minute && minute < to) ||
    yesterday.spans.some(({ to }) => minute + DAY_MINUTES < to)
  if (open) return mayBeClosed(hours, today) ? 'unknown' : 'open'
  return unknown ? 'unknown' : 'closed'
}

/** When it opens next after an instant: the first opening later than it; null when none is known within two months. */
export function nextOpening(hours: Hours, at: Date): Date | null {
  const { day, minute } = wallClock(hours.zone, at)
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead++) {
    const { spans } = dayOf(hours, localDay(day + ahead))
    const starts = spans.map(({ from }) => from).sort((a, b) => a - b)
    for (const start of starts) {
      if (ahead === 0 && start <= minute) continue
      const opening = instantOf(hours.zone, day + ahead, start)
      // Round the clock: midnight is no opening when it was open the minute before.
      if (isOpenAt(hours, new Date(opening.getTime() - MINUTE_MS)) === 'open') continue
      if (opening > at) return opening
    }
  }
  return null
}

/** When the present opening ends; null when it is not open, or does not end within a week. */
export function closesAt(hours: Hours, at: Date): Date | null {
  const { day, minute } = wallClock(hours.zone, at)
  if (isOpenAt(hours, at) !== 'open') return null
  let end = Number.NEGATIVE_INFINITY
  let now = minute
  for (let ahead = -1; ahead <= 7; ahead++) {
    const spans = [...dayOf(hours, localDay(day + ahead)).spans].sort((a, b) => a.from - b.from)
    for (const { from, to } of spans) {
      const [start, stop] = [from + ahead * DAY_MINUTES, to + ahead * DAY_MINUTES]
      if (start <= now && stop > now) [end, now] = [stop, stop]
    }
    if (ahead >= 1 && end < (ahead + 1) * DAY_MINUTES && Number.isFinite(end)) break
  }
  return end >= 7 * DAY_MINUTES || !Number.isFinite(end) ? null : instantOf(hours.zone, day, end)
}

/** Open now, and closing within so many minutes. */
export function closesSoon(hours: Hours, at: Date, withinMinutes = 60): boolean {
  const end = closesAt(hours, at)
  return end !== null && end.getTime() - at.getTime() <= withinMinutes * MINUTE_MS
}

/** Regular hours, without closures and single dates. */
const regular = ({ rules }: Hours) => rules.filter(({ schedule, special }) => !schedule.closed && !special)

/** Whether any regular hours reach into the evening; null when no hours are known. */
export function hasEvenings(hours: Hours): boolean | null {
  const spans = regular(hours).flatMap(({ span }) => (span ? [span] : []))
  if (spans.length === 0) return null
  return spans.some(
    ({ from, to }) => Math.min(to, EVENING.to) - Math.max(from, EVENING.from) >= EVENING.atLeast,
  )
}

/** Whether any regular hours fall on a Saturday or Sunday; null when no hours are known. */
export function hasWeekends(hours: Hours): boolean | null {
  const known = regular(hours).filter(({ span }) => span !== null)
  if (known.length === 0) return null
  return known.some(({ schedule: { byday, freq } }) =>
    byday === null ? freq === 'DAILY' : /S[AU]/.test(byday),
  )
}

/** One line of opening hours as a page shows it; words and numbers are put in by the page, in the reader's language. */
export type HoursRow = {
  /** In week order; empty when the days are not known, or for closures on named days. */
  days: Weekday[]
  /** Weeks of the month, -1 the last; empty when every week. */
  ordinals: number[]
  /** 2 = every other. */
  every: number
  unit: 'week' | 'month' | 'year' | 'day' | null
  /** In order; empty when closed, or when only the words say when. */
  spans: { opensAt: string; closesAt: string }[]
  closed: boolean
  /** A single date or period this row is for, YYYY-MM-DD. */
  from: string | null
  to: string | null
  /** The listing's own words, where the hours are not known for certain; a holiday's name for a closure. */
  words: string | null
}

/**
 * Opening hours in rows: days with the same hours together, Monday first, then what happens only in some weeks, then
 * closures that are not over on `today` (YYYY-MM-DD, local).
 */
export function hoursRows({ rules }: Hours, today: string): HoursRow[] {
  const rows = new Map<string, HoursRow>()
  const byDay = new Map<Weekday, Set<string>>()
  for (const { schedule, span } of rules) {
    if ((schedule.validTo && schedule.validTo < today) || (schedule.until && schedule.until < today)) continue
    if (isEveryWeek(schedule) && span) {
      for (const day of daysIn(schedule.byday)) {
        const spans = byDay.get(day) ?? new Set()
        byDay.set(day, spans.add(`${schedule.opensAt}-${schedule.closesAt}`))
      }
    } else {
      const row = rowOf(schedule)
      rows.set(JSON.stringify(row), row)
    }
  }
  const weekly = mergeDays(byDay)
  const others = [...rows.values()]
  const openings = others.filter(({ closed }) => !closed)
  return [...weekly, ...openings, ...others.filter(({ closed }) => closed)]
}

const isEveryWeek = ({ freq, interval, count, byday, validFrom, closed, dtstart }: OpeningSchedule) =>
  !closed &&
  byday !== null &&
  !/\d/.test(byday) &&
  (freq === null || freq === 'WEEKLY') &&
  (interval ?? 1) === 1 &&
  count === null &&
  (validFrom === null || dtstart === validFrom)

const daysIn = (byday: string | null): Weekday[] =>
  WEEKDAYS.filter((day) => byday?.split(',').some((code) => code.endsWith(day)))

function mergeDays(byDay: ReadonlyMap<Weekday, ReadonlySet<string>>): HoursRow[] {
  const together = new Map<string, Weekday[]>()
  for (const day of WEEKDAYS) {
    const spans = byDay.get(day)
    if (!spans) continue
    const key = [...spans].sort().join(' ')
    together.set(key, [...(together.get(key) ?? []), day])
  }
  return [...together].map(([key, days]) => ({
    ...emptyRow,
    days,
    unit: 'week',
    spans: key.split(' ').map((pair) => {
      const [opensAt = '', closesAt = ''] = pair.split('-')
      return { opensAt, closesAt }
    }),
  }))
}

const emptyRow: HoursRow = {
  days: [],
  ordinals: [],
  every: 1,
  unit: null,
  spans: [],
  closed: false,
  from: null,
  to: null,
  words: null,
}

const UNITS = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const

function rowOf(schedule: OpeningSchedule): HoursRow {
  const { byday, freq, interval, opensAt, closesAt, closed, description, validFrom, validTo } = schedule
  const timed = opensAt !== null && closesAt !== null && !closed
  const ordinals = [...new Set([...(byday ?? '').matchAll(/-?\d/g)].map(([nth]) => Number(nth)))]
  return {
    days: daysIn(byday),
    ordinals,
    every: interval ?? 1,
    unit: freq === null ? (byday === null ? null : 'week') : UNITS[freq],
    spans: timed ? [{ opensAt, closesAt }] : [],
    closed,
    from: validFrom ?? (freq === 'YEARLY' ? schedule.dtstart : null),
    to: validTo ?? schedule.until,
    words: timed && byday !== null ? null : description,
  }
}

/** Today in the zone, for `hoursRows`. */
export function localDate({ zone }: Hours, at: Date): string {
  return localDay(wallClock(zone, at).day).date
}
