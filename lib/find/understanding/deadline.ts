import { DateTime } from 'luxon'
import type { UnderstandOptions } from './model.ts'
import type { Reading } from './steps.ts'

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The first calendar day that the text names, from now on: ISO 8601 (`2026-11-27`), or null. */
export function deadlineOf(
  readings: readonly Reading[],
  { now, timeZone }: UnderstandOptions,
): string | null {
  if (now === undefined) return null
  const today = DateTime.fromJSDate(now, { zone: timeZone?.() ?? 'utc' }).startOf('day')
  for (const reading of readings) {
    for (const [name, spans] of reading.classes) {
      const day = name.startsWith('day-') ? name.slice('day-'.length) : null
      if (day === null) continue
      const start = Math.min(...spans.keys())
      const date = dayFrom(today, day, reading, start)
      if (date?.isValid) return date.toISODate()
    }
  }
  return null
}

function dayFrom(today: DateTime, day: string, reading: Reading, start: number): DateTime | null {
  if (day === 'today') return today
  if (day === 'tomorrow') return today.plus({ days: 1 })
  if (day === 'after-tomorrow') return today.plus({ days: 2 })
  if (day === 'next-week') return today.plus({ days: 7 })
  const weekday = WEEKDAYS.indexOf(day) + 1
  if (weekday > 0) return today.plus({ days: (weekday - today.weekday + 7) % 7 || 7 })
  const month = MONTHS.indexOf(day) + 1
  const number = reading.numbers.get(start + 1)?.value ?? reading.numbers.get(start - 1)?.value
  if (month === 0 || number === undefined) return null
  const date = today.set({ month, day: number })
  return date < today ? date.plus({ years: 1 }) : date
}
