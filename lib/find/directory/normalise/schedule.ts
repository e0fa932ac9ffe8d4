import { readClock, type Span, spanOf, spanOfNumbers, WHOLE_DAY } from './hours/clock.ts'
import { readHolidayList } from './hours/closures.ts'
import { readDate } from './hours/dates.ts'
import { readHours } from './hours/read-hours.ts'
import { readRepeats } from './hours/repeats.ts'
import { type ScheduleRow, scheduleRow } from './hours/row.ts'
import { daysOfNumbers, WEEKDAYS, type Weekday } from './hours/weekdays.ts'
import { type Normalised, normalised, remembering } from './normalised.ts'

export { readClock } from './hours/clock.ts'
export { normaliseHoliday } from './hours/closures.ts'
export type { ScheduleRow } from './hours/row.ts'

/** The columns of a schedule in any version of HSDS, as they stand in the feed. */
export type RawSchedule = {
  [column in
    | 'weekday'
    | 'byday'
    | 'freq'
    | 'interval'
    | 'dtstart'
    | 'until'
    | 'count'
    | 'wkst'
    | 'byweekno'
    | 'bymonthday'
    | 'byyearday'
    | 'validFrom'
    | 'validTo'
    | 'opensAt'
    | 'closesAt'
    | 'closed'
    | 'description'
    | 'notes'
    | 'scheduleLink'
    | 'attendingType']?: string | number | boolean | null | undefined
}

const text = (value: RawSchedule[keyof RawSchedule]): string => {
  const trimmed = String(value ?? '').trim()
  return /^(?:null|undefined)$/i.test(trimmed) ? '' : trimmed
}
const textOrNull = (value: RawSchedule[keyof RawSchedule]) => text(value) || null

/**
 * Hours in words, of no column in particular: "Mon-Fri 9am-5pm", "Repeats every month on the third Tuesday …". `days`
 * are those of the column that the words stand in, when it is one for a weekday.
 */
export function scheduleFromText(raw: string, days: readonly Weekday[] = []): Normalised<ScheduleRow[]> {
  return readRepeats(raw) ?? readHours(raw, days)
}

/**
 * One row of a feed's schedule table: RRULE columns (HSDS 2 and 3), a weekday column of names, numbers or ranges (1.x),
 * times on either clock, minutes after midnight, words where times should be. Rows that say nothing come to none. What
 * is not certain has no times, keeps the words in `description` and is noted.
 */
export function normaliseSchedule(raw: RawSchedule): Normalised<ScheduleRow[]> {
  return ofColumns(JSON.stringify(raw))
}

const ofColumns = remembering((json) => readColumns(JSON.parse(json) as RawSchedule))

function readColumns(raw: RawSchedule): Normalised<ScheduleRow[]> {
  const times = timesOf(raw)
  const shared = sharedOf(raw)
  const freq = /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/.exec(
    text(raw.freq).toUpperCase(),
  )?.[0] as ScheduleRow['freq']
  if (freq)
    return normalised([scheduleRow({ ...ruleColumns(raw, freq), ...shared, ...times.span })], times.note)
  const dayWords = text(raw.weekday) || text(raw.byday)
  if (dayWords === '' && !times.said) return fromDescription(raw, shared)
  if (!times.said && text(raw.description) === '') return normalised([], 'schedule-without-hours')
  if (!times.said) return fromDescription(raw, shared, daysOf(dayWords))
  if (dayWords === '') return withoutDays(raw, times, shared)
  return onDays(dayWords, times, shared)
}

type Times = { span: Span | null; said: boolean; words: string; note?: string }

/** The hours wherever the feed has them: their own columns, or clock times in the columns for dates. */
function timesOf(raw: RawSchedule): Times {
  const dates = [text(raw.dtstart), text(raw.until)] as const
  const misplaced = dates.some((value) => value !== '' && !readDate(value))
  const [open, close] = [text(raw.opensAt), text(raw.closesAt)]
  const numbers = /^\d{1,4}$/.test(open) && /^\d{1,4}$/.test(close)
  if (misplaced && (numbers || (open === '' && close === ''))) return readTimes(dates[0], dates[1])
  if (numbers) return { ...spanOfNumbers(Number(open), Number(close)), said: true, words: `${open}-${close}` }
  return readTimes(open, close)
}

function readTimes(open: string, close: string): Times {
  const words = [open, close].filter(Boolean).join(' – ')
  if (words === '') return { span: null, said: false, words }
  if (/^(?:24[\s-]*(?:hours?|hrs?|\/\s*7)|all day|24 horas)/i.test(open))
    return { span: WHOLE_DAY, said: true, words }
  const [from, to] = [readClock(open), readClock(close)]
  if (from && to) return { ...spanOf(from, to, true), said: true, words }
  const note = /appointment|cita/i.test(words)
    ? 'by-appointment'
    : from || to
      ? 'closing-time-missing'
      : 'time-not-understood'
  return { span: null, said: true, words, note }
}

function sharedOf(raw: RawSchedule): Partial<ScheduleRow> {
  return {
    validFrom: readDate(text(raw.validFrom))?.date ?? null,
    validTo: readDate(text(raw.validTo))?.date ?? null,
    closed: /^(?:true|t|yes|y|1)$/i.test(text(raw.closed)),
    scheduleLink: textOrNull(raw.scheduleLink),
    attendingType: textOrNull(raw.attendingType),
    description: textOrNull(raw.description),
    notes: textOrNull(raw.notes),
  }
}

const integer = (value: RawSchedule[keyof RawSchedule]): number | null =>
  /^\d{1,4}$/.test(text(value)) ? Number(text(value)) : null

function ruleColumns(raw: RawSchedule, freq: ScheduleRow['freq']): Partial<ScheduleRow> {
  return {
    freq,
    interval: integer(raw.interval),
    count: integer(raw.count),
    dtstart: readDate(text(raw.dtstart))?.date ?? null,
    until: readDate(text(raw.until))?.date ?? null,
    wkst: codes(text(raw.wkst), /^[A-Z]{2}$/),
    byday: codes(text(raw.byday), /^[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)$/),
    byweekno: codes(text(raw.byweekno), /^-?\d{1,2}$/),
    bymonthday: codes(text(raw.bymonthday), /^-?\d{1,2}$/),
    byyearday: codes(text(raw.byyearday), /^-?\d{1,3}$/),
  }
}

/** The parts of an RRULE list that are of its kind; names of weekdays become their codes. */
function codes(list: string, shape: RegExp): string | null {
  const parts = list
    .replace(/[[\]"{}]/g, '')
    .split(/[,\s]+/)
    .map((part) => part.toUpperCase())
    .map((part) => (/^[A-Z]{3,}$/.test(part) ? part.slice(0, 2) : part))
    .filter((part) => shape.test(part))
  return parts.length > 0 ? parts.join(',') : null
}

/** Weekdays that words name, each once, without their ordinals. */
function daysOf(words: string): Weekday[] {
  const numbered = daysOfNumbers(words)
  if (numbered) return numbered
  const named = readHours(`${words} 00:00-00:00`).value.flatMap((row) => row.byday?.split(',') ?? [])
  return WEEKDAYS.filter((day) => named.some((code) => code.endsWith(day)))
}

/** No columns filled but the words: they are read, and hold only for the row's own weekday if it has one. */
function fromDescription(
  raw: RawSchedule,
  shared: Partial<ScheduleRow>,
  days: Weekday[] = [],
): Normalised<ScheduleRow[]> {
  const words = text(raw.description) || text(raw.notes)
  const dated = shared.validFrom || shared.validTo
  if (shared.closed && dated) return normalised([scheduleRow(shared)])
  if (words === '') return normalised([], 'schedule-without-hours')
  if (shared.closed && days.length === 0) {
    const holidays = readHolidayList(words)
    if (holidays.value.length > 0) return holidays
  }
  const { value, note } = scheduleFromText(words)
  const { validFrom, validTo, attendingType, scheduleLink } = shared
  const rows = value
    .map((row) => (days.length > 0 ? onlyOn(row, days) : row))
    .filter((row) => row !== undefined)
    .map((row) => ({
      ...row,
      validFrom: validFrom ?? row.validFrom,
      validTo: validTo ?? row.validTo,
      attendingType: attendingType ?? null,
      scheduleLink: scheduleLink ?? null,
    }))
  return normalised(rows, note)
}

function onlyOn(row: ScheduleRow, days: readonly Weekday[]): ScheduleRow | undefined {
  if (row.byday === null) return row
  const kept = row.byday.split(',').filter((code) => days.some((day) => code.endsWith(day)))
  return kept.length > 0 ? { ...row, byday: kept.join(',') } : undefined
}

/** Times without a day: every day for round-the-clock hours, otherwise nobody knows on which. */
function withoutDays(
  raw: RawSchedule,
  times: Times,
  shared: Partial<ScheduleRow>,
): Normalised<ScheduleRow[]> {
  if (shared.validFrom && shared.validFrom === shared.validTo) {
    return normalised([scheduleRow({ ...shared, ...times.span })], times.note)
  }
  if (times.span === WHOLE_DAY) {
    return normalised([scheduleRow({ freq: 'WEEKLY', byday: WEEKDAYS.join(','), ...shared, ...times.span })])
  }
  const inWords = text(raw.description) === '' ? undefined : readHours(text(raw.description)).value
  const days = [...new Set(inWords?.flatMap((row) => row.byday?.split(',') ?? []) ?? [])]
  if (days.length > 0)
    return normalised(
      [scheduleRow({ freq: 'WEEKLY', byday: days.join(','), ...shared, ...times.span })],
      times.note,
    )
  return normalised(
    [scheduleRow({ ...shared, description: shared.description ?? times.words })],
    'days-not-understood',
  )
}

/** The day words carry ordinals and limits ("4th Friday of every month"): they are read with the times behind them. */
function onDays(dayWords: string, times: Times, shared: Partial<ScheduleRow>): Normalised<ScheduleRow[]> {
  const described = {
    ...shared,
    description: shared.description ?? (times.span ? null : `${dayWords} ${times.words}`),
  }
  const numbered = daysOfNumbers(dayWords)
  if (numbered) {
    return normalised(
      [scheduleRow({ freq: 'WEEKLY', byday: numbered.join(','), ...described, ...times.span })],
      times.note,
    )
  }
  const codes = /^(?:[+-]?\d)?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?\d)?(?:MO|TU|WE|TH|FR|SA|SU))*$/.test(
    dayWords,
  )
  if (codes) {
    const freq = /\d/.test(dayWords) ? 'MONTHLY' : 'WEEKLY'
    return normalised([scheduleRow({ freq, byday: dayWords, ...described, ...times.span })], times.note)
  }
  const { value, note } = readHours(`${dayWords} 00:00-00:00`)
  const rows = value.filter((row) => row.byday !== null || row.closed)
  if (rows.length === 0) {
    const description = shared.description ?? `${dayWords} ${times.words}`
    return normalised([scheduleRow({ ...shared, description })], 'days-not-understood')
  }
  return normalised(
    rows.map((row) => {
      const hours = row.opensAt === null || row.closed ? null : times.span
      return scheduleRow({
        ...row,
        ...described,
        closed: row.closed || shared.closed === true,
        opensAt: hours?.opensAt ?? null,
        closesAt: hours?.closesAt ?? null,
      })
    }),
    times.note ?? note,
  )
}
