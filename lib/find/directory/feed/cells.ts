import { DateTime } from 'luxon'
import { remembering } from '../normalise/normalised.ts'
import type { ColumnKind } from './entities.ts'

/** A cell as PostgreSQL's text form of its column, null where it is empty, or why it cannot be read. */
export type Cell = { value: string | number | boolean | null } | { refused: string }

const EMPTY: Cell = { value: null }
const YES = new Set(['true', 't', 'yes', 'y', '1'])
const NO = new Set(['false', 'f', 'no', 'n', '0'])

/** Reads one raw value. Blank, `null` and `NULL` are empty: exporters write them for "nothing". */
export function readCell(kind: ColumnKind, raw: unknown): Cell {
  if (raw === null || raw === undefined || raw === '') return EMPTY
  if (kind === 'list') return { value: arrayLiteral(raw as string[]) }
  if (typeof raw === 'object') return { value: JSON.stringify(raw) }
  const words = typeof raw === 'string' ? raw.trim() : String(raw)
  if (words === '' || words === 'null' || words === 'NULL') return EMPTY
  return kind === 'text' ? { value: withoutNul(words) } : READERS[kind](words)
}

const READERS: Record<Exclude<ColumnKind, 'text' | 'list'>, (words: string) => Cell> = {
  integer: (words) =>
    /^[+-]?\d{1,9}(\.0+)?$/.test(words) ? { value: Number(words) } : refused('a whole number'),
  number: (words) => {
    const value = Number(words.replaceAll(',', ''))
    return Number.isFinite(value) && Math.abs(value) < 1e12 ? { value } : refused('a number')
  },
  flag: (words) => {
    const lower = words.toLowerCase()
    if (YES.has(lower)) return { value: true }
    return NO.has(lower) ? { value: false } : refused('yes or no')
  },
  day: (words) => {
    const day = readDay(words)
    return day ? { value: day } : refused('a calendar day')
  },
  instant: (words) => {
    const instant = readInstant(words)
    return instant ? { value: instant } : refused('a date and time')
  },
}

function refused(wanted: string): Cell {
  return { refused: `this is not ${wanted}` }
}

/** PostgreSQL text holds no NUL; no feed means one. */
function withoutNul(words: string): string {
  return words.includes('\0') ? words.replaceAll('\0', '') : words
}

const DAY_FORMATS = [
  'M/d/yyyy',
  'M/d/yy',
  'MMMM d, yyyy',
  'MMMM dd, yyyy',
  'MMM d, yyyy',
  'd MMMM yyyy',
  'yyyy/M/d',
]

/** `2024-12-24` out of ISO 8601, US order with slashes, or a month in English words; null when it is none of them. */
export const readDay = remembering((words): string | null => {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/.exec(words)
  if (iso) return DateTime.fromISO(words.slice(0, 10)).isValid ? words.slice(0, 10) : null
  for (const format of DAY_FORMATS) {
    const day = DateTime.fromFormat(words, format, { zone: 'utc', locale: 'en' })
    // A year 1 is how one exporter writes "every year"; as a day of a calendar it would be wrong.
    if (day.isValid) return day.year > 1800 ? day.toISODate() : null
  }
  return null
})

function readInstant(words: string): string | null {
  const instant = DateTime.fromISO(words.replace(' ', 'T'), { zone: 'utc' })
  if (instant.isValid) return instant.toISO()
  const day = readDay(words)
  return day && `${day}T00:00:00Z`
}

/** `{"a","b"}` as PostgreSQL reads a text array. */
export function arrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}
