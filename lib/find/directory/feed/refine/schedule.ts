import { normaliseHoliday, normaliseSchedule, type ScheduleRow } from '../../normalise/schedule.ts'
import { refineTimezone } from './location.ts'
import { type Draft, isBlank, keepOriginal, type Told } from './refine.ts'

/** What a schedule row of any version may hold of its hours; all else of it is left alone. */
const HOURS = [
  ...['weekday', 'byday', 'freq', 'interval', 'dtstart', 'until', 'count', 'wkst', 'byweekno', 'bymonthday'],
  ...['byyearday', 'valid_from', 'valid_to', 'opens_at', 'closes_at', 'closed', 'description', 'notes'],
  ...['schedule_link', 'attending_type'],
] as const

const IS_OF_HOURS: ReadonlySet<string> = new Set(HOURS)
const CAMEL = new Map(
  HOURS.map((column) => [column, column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())]),
)
const camel = (column: (typeof HOURS)[number]): string => CAMEL.get(column) ?? column

type Raw = string | number | boolean | null

/** Weekly spans, recurrences and closures as RRULE columns; one row may say several. */
export function refineSchedule(draft: Draft, told: Told): Draft[] {
  const { values, extra } = draft
  refineTimezone(draft, 'timezone_name', told)
  const { value: rows, note } = 'holiday' in extra ? readHoliday(values) : normaliseSchedule(rawOf(values))
  delete extra.holiday
  if (note) told.note(note)
  if (rows.length === 0) {
    if (HOURS.every((column) => isBlank(values[column]))) return [draft]
    // What was not understood stays as the feed's words; days alone, without any hours, say nothing to keep.
    if (note === 'schedule-without-hours') return []
  }
  for (const column of HOURS)
    if (column !== 'description' && column !== 'notes' && differs(rows, column, values[column]))
      keepOriginal(extra, column, values[column])
  const rest: Record<string, unknown> = {}
  for (const name in values) if (!IS_OF_HOURS.has(name)) rest[name] = values[name]
  if (rows.length === 0)
    return [{ values: { ...rest, description: values.description ?? values.notes }, extra }]
  return rows.map((row) => ({ values: { ...rest, ...columnsOf(row) }, extra: { ...extra } }))
}

function readHoliday(values: Draft['values']) {
  return normaliseHoliday({
    startDate: values.valid_from as string,
    endDate: values.valid_to as string,
    closed: values.closed as string,
    opensAt: values.opens_at as string,
    closesAt: values.closes_at as string,
  })
}

function rawOf(values: Draft['values']): Record<string, Raw> {
  const raw: Record<string, Raw> = {}
  for (const column of HOURS) if (!isBlank(values[column])) raw[camel(column)] = values[column] as Raw
  // Every week without a day is no statement of days: the hours are known, on which days they hold is not.
  if (raw.freq === 'WEEKLY' && !raw.byday && !raw.dtstart && !raw.weekday) delete raw.freq
  return raw
}

function columnsOf(row: ScheduleRow): Record<string, unknown> {
  const columns: Record<string, unknown> = {}
  for (const column of HOURS)
    if (column !== 'weekday') columns[column] = row[camel(column) as keyof ScheduleRow]
  return columns
}

/** Whether what the feed wrote in a column stands in none of the rows read from it. */
function differs(rows: readonly ScheduleRow[], column: (typeof HOURS)[number], raw: unknown): boolean {
  if (isBlank(raw)) return false
  return !rows.some((row) => String(row[camel(column) as keyof ScheduleRow] ?? '') === String(raw).trim())
}
