import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** A holiday of data/holidays/us.csv. `rule`: `07-04`, `4TH 11` (fourth Thursday of November), `4TH 11 +1`, `easter -2`. */
export type Holiday = { id: string; name: string; words: readonly string[]; rule: string; federal: boolean }

type Row = { id: string; name: string; also: string; rule: string; federal: string }

/** Names without capitals, accents and apostrophes, so that "New Year’s" and "new years" meet. */
const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’.,]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()

export const HOLIDAYS: readonly Holiday[] = (
  parse(readFileSync(join(process.cwd(), 'data/holidays/us.csv')), { columns: true }) as Row[]
).map(({ id, name, also, rule, federal }) => ({
  id,
  name,
  words: [name, ...also.split('|')].map(fold).filter((words) => words !== ''),
  rule,
  federal: federal === '1',
}))

const longestFirst = HOLIDAYS.flatMap((holiday) => holiday.words.map((words) => ({ words, holiday }))).sort(
  (a, b) => b.words.length - a.words.length,
)

/** The holidays that a text names, each once; longer names first, so that "Christmas Eve" is not Christmas Day. */
export function holidaysNamed(text: string): Holiday[] {
  let left = ` ${fold(text)} `
  const found = new Set<Holiday>()
  for (const { words, holiday } of longestFirst) {
    const shorter = left.replaceAll(` ${words} `, ' | ').replaceAll(` ${words} day `, ' | ')
    if (shorter === left) continue
    left = shorter
    found.add(holiday)
  }
  return HOLIDAYS.filter((holiday) => found.has(holiday))
}

const WEEKDAY_INDEX: Readonly<Record<string, number>> = { SU: 0, MO: 1, TU: 2, WE: 3, TH: 4, FR: 5, SA: 6 }
const DAY_MS = 86_400_000

/** The holiday's date in a year as YYYY-MM-DD. */
export function holidayDate({ rule }: Holiday, year: number): string {
  const [first = '', second = '', third = '0'] = rule.split(' ')
  if (first === 'easter') return asDate(easter(year) + Number(second) * DAY_MS)
  const fixed = /^(\d\d)-(\d\d)$/.exec(first)
  if (fixed) return `${year}-${first}`
  const [, ordinal = '1', weekday = 'MO'] = /^(-?\d)([A-Z]{2})$/.exec(first) ?? []
  return asDate(
    nthWeekday(year, Number(second), Number(ordinal), WEEKDAY_INDEX[weekday] ?? 1) + Number(third) * DAY_MS,
  )
}

const asDate = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function nthWeekday(year: number, month: number, ordinal: number, weekday: number): number {
  if (ordinal < 0) {
    const last = Date.UTC(year, month, 0)
    return last - ((new Date(last).getUTCDay() - weekday + 7) % 7) * DAY_MS
  }
  const first = Date.UTC(year, month - 1, 1)
  return first + (((weekday - new Date(first).getUTCDay() + 7) % 7) + (ordinal - 1) * 7) * DAY_MS
}

/** Gregorian Easter by the anonymous algorithm (Meeus, Jones, Butcher). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1)
}

const federalDates = new Map<number, ReadonlySet<string>>()

/**
 * Whether federal offices are closed on a date (YYYY-MM-DD): a holiday on a Saturday is kept on the Friday before, one
 * on a Sunday on the Monday after (5 U.S.C. 6103; Executive Order 11582).
 */
export function isFederalHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4))
  let dates = federalDates.get(year)
  if (!dates) {
    const around = [year, year + 1].flatMap((one) =>
      HOLIDAYS.filter((holiday) => holiday.federal).map((holiday) => holidayDate(holiday, one)),
    )
    dates = new Set(around.flatMap((day) => [day, observed(day)]))
    federalDates.set(year, dates)
  }
  return dates.has(date)
}

function observed(date: string): string {
  const ms = Date.parse(date)
  const weekday = new Date(ms).getUTCDay()
  return asDate(ms + (weekday === 6 ? -DAY_MS : weekday === 0 ? DAY_MS : 0))
}
