import { type Normalised, normalised, remembering } from '../normalised.ts'
import { cleanText } from '../text.ts'
import { readClock, type Span, spanOf } from './clock.ts'
import { readDate } from './dates.ts'
import { type ScheduleRow, scheduleRow } from './row.ts'
import { type Weekday, weekdayOf } from './weekdays.ts'

const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december'
const DATE = String.raw`(?:\p{L}+day,?\s+)?\p{L}{3,9}\s+\d{1,2},?\s+\d{4}`
/** "Tuesday, January 15, 2019 - 5:00pm to 7:00pm", the end with a date of its own when it is past midnight. */
const OCCASION = new RegExp(
  `(${DATE})\\s*-\\s*(\\d[\\d:]*\\s*[ap]m)\\s*to\\s*(?:(${DATE})\\s*-\\s*)?(\\d[\\d:]*\\s*[ap]m)`,
  'iu',
)
const REPEATS = /^Repeats every\s+(?:(\d+)\s+)?(day|week|month|year)s?/i
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  last: -1,
}

/**
 * Recurrences as calendars put them in English: "Repeats every month on the third Tuesday 100 times except …. Tuesday,
 * January 15, 2019 - 5:00pm to 7:00pm", and single dates. Rules that hold in some months only have no HSDS form: their
 * row has no times and carries the words. Undefined when the text is not of this kind.
 */
export function readRepeats(raw: string): Normalised<ScheduleRow[]> | undefined {
  const found = parse(raw)
  return found === NOT_REPEATING ? undefined : found
}

const NOT_REPEATING: Normalised<ScheduleRow[]> = { value: [] }

const parse = remembering((raw): Normalised<ScheduleRow[]> => {
  const text = cleanText(raw).value.replace(/\s+/g, ' ')
  const repeats = REPEATS.exec(text)
  const occasion = OCCASION.exec(text)
  if (!repeats && !occasion) return NOT_REPEATING
  const span = occasion ? spanIn(occasion) : undefined
  const start = readDate(occasion?.[1])
  if (!occasion || !span || !start) {
    return normalised([scheduleRow({ description: text })], 'recurrence-not-understood')
  }
  if (!repeats) {
    return normalised([
      scheduleRow({ validFrom: start.date, validTo: start.date, ...span, description: text }),
    ])
  }
  const rule = text.slice(0, occasion.index)
  const rows = [scheduleRow({ ...ruleOf(rule, repeats, start.date, span), description: text })]
  for (const date of exceptionsIn(rule))
    rows.push(scheduleRow({ validFrom: date, validTo: date, closed: true }))
  return normalised(rows, rows[0]?.opensAt === null ? 'months-not-modelled' : undefined)
})

function spanIn(occasion: RegExpExecArray): Span | undefined {
  const [open, close] = [readClock(occasion[2] ?? ''), readClock(occasion[4] ?? '')]
  if (!open || !close) return undefined
  return spanOf(open, close).span ?? undefined
}

function ruleOf(
  rule: string,
  [, every, unit]: RegExpExecArray,
  dtstart: string,
  span: Span,
): Partial<ScheduleRow> {
  const count = /\b(\d+) times\b/i.exec(rule)?.[1]
  const until = readDate(/\buntil ((?:\p{L}{3} )?\p{L}{3} \d{1,2},? \d{4})/iu.exec(rule)?.[1])
  const shared = {
    dtstart,
    interval: every ? Number(every) : null,
    count: count ? Number(count) : null,
    until: until?.date ?? null,
  }
  const onMonths = new RegExp(`\\b(?:on|of) (?:${MONTHS})\\b`, 'i').test(rule)
  const words = rule.replace(/except .*/i, '')
  switch (unit?.toLowerCase()) {
    case 'day':
      return { ...shared, freq: 'DAILY', ...span }
    case 'week':
      return { ...shared, freq: 'WEEKLY', byday: weekdaysIn(words).join(',') || null, ...span }
    case 'year':
      return { ...shared, freq: 'YEARLY', ...span }
    default:
      return { ...shared, freq: 'MONTHLY', ...monthDayOf(words, dtstart), ...(onMonths ? {} : span) }
  }
}

function monthDayOf(words: string, dtstart: string): Partial<ScheduleRow> {
  const nth = /\bthe (first|second|third|fourth|fifth|last) (\p{L}+day)/iu.exec(words)
  const day = weekdayOf(nth?.[2] ?? '')
  if (day) return { byday: `${ORDINALS[(nth?.[1] ?? '').toLowerCase()] ?? 1}${day}` }
  const date = /\bon the (\d{1,2})\b/i.exec(words)?.[1]
  return { bymonthday: date ?? String(Number(dtstart.slice(8))) }
}

const weekdaysIn = (words: string): Weekday[] =>
  [...words.matchAll(/\b(\p{L}+day)\b/giu)]
    .map(([, word = '']) => weekdayOf(word))
    .filter((day) => day !== undefined)

function exceptionsIn(rule: string): string[] {
  const listed = /\bexcept (.*?)(?:\.|$)/i.exec(rule)?.[1] ?? ''
  return [...listed.matchAll(/\p{L}{3} (\p{L}{3} \d{1,2} \d{4})/gu)]
    .map(([, date]) => readDate(date)?.date)
    .filter((date) => date !== undefined)
}
