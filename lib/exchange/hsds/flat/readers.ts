import type { READERS } from './mapping.ts'

type Span = Record<string, string>

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const clock = (value: unknown): string => {
  const digits = String(value).padStart(4, '0')
  return `${digits.slice(0, -2)}:${digits.slice(-2)}`
}

/** `{"1": [[700, 1200]]}`: spans by day from Sunday, times as numbers whose last two digits are minutes. */
function daySpans(value: unknown): Span[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([day, spans]) => {
    const byday = DAYS[Number(day)]
    if (!byday || !Array.isArray(spans)) return []
    return (spans as unknown[][]).map(([opens, closes]) => ({
      freq: 'WEEKLY',
      byday,
      opens_at: clock(opens),
      closes_at: clock(closes),
    }))
  })
}

/** `(3,Fri,10:00:00,13:00:00),(0,Sat,…)`: week of the month (0 every week, -1 the last), day and times. */
function monthWeekSpans(value: unknown): Span[] {
  const spans = String(value ?? '').matchAll(/\(\s*(-?\d),\s*([A-Za-z]{2,9}),\s*([\d:]+),\s*([\d:]+)\s*\)/g)
  return [...spans].map(([, week = '', day = '', opens = '', closes = '']) => {
    const weekday = day.slice(0, 2).toUpperCase()
    return {
      freq: week === '0' ? 'WEEKLY' : 'MONTHLY',
      byday: week === '0' ? weekday : `${week}${weekday}`,
      opens_at: opens.slice(0, 5),
      closes_at: closes.slice(0, 5),
    }
  })
}

/** Two decimal numbers somewhere in a text are latitude and longitude. */
function point(value: unknown): Span[] {
  const [, latitude, longitude] =
    /(-?\d{1,2}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)/.exec(String(value ?? '')) ?? []
  return latitude && longitude ? [{ latitude, longitude }] : []
}

/** Values of one exporter's own making, each as children with several columns. */
export const readers: Record<(typeof READERS)[number], (value: unknown) => Span[]> = {
  'day-spans': daySpans,
  'month-week-spans': monthWeekSpans,
  point,
}
