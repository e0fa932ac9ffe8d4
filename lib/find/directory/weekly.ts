import type { Listing, Place, Schedule } from './model.ts'

/** Hours in the form that can be judged for hundreds of candidates at once. */
export type Hours = {
  /** False: the listing gives no hours that were understood. */
  known: boolean
  /** IANA zone of the place, null when not known. */
  zone: string | null
  /** Open spans in minutes from Monday 00:00 local time, end excluded, at most 7 × 1440; null: more than a plain week. */
  weekly: [from: number, to: number][] | null
  /** The schedules themselves, where a plain week does not tell it all. */
  schedules?: Schedule[]
  /** Only by appointment. */
  appointment: boolean
}

export const MINUTES_A_DAY = 1440
export const MINUTES_A_WEEK = 7 * MINUTES_A_DAY
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const APPOINTMENT = /\b(?:by appointment|appointments? (?:only|required)|(?:con|previa|sólo con) cita)\b/i

export function hoursOf(listing: Listing, place: Place | null): Hours {
  const schedules = mostParticular(listing, place)
  const zone = place?.location.timezone ?? schedules.find((row) => row.timezoneName)?.timezoneName ?? null
  const said = [listing.applicationProcess, ...schedules.flatMap((row) => [row.description, row.notes])]
  const appointment = said.some((text) => text && APPOINTMENT.test(text))
  const timed = schedules.filter((row) => row.opensAt !== null || row.closed)
  if (timed.length === 0) return { known: false, zone, weekly: null, appointment }
  const weekly = zone === null ? null : plainWeek(timed)
  return { known: true, zone, weekly, appointment, ...(weekly ? {} : { schedules: timed }) }
}

/** The hours of the service here win over those of the service, and those over the building's. */
function mostParticular(listing: Listing, place: Place | null): Schedule[] {
  if (place && place.schedules.length > 0) return place.schedules
  if (listing.schedules.length > 0) return listing.schedules
  return place?.location.schedules ?? []
}

/** The spans of schedules that repeat every week without end, or null when any of them is more than that. */
export function plainWeek(schedules: Schedule[]): Hours['weekly'] {
  const spans: [number, number][] = []
  for (const row of schedules) {
    const days = plainDays(row)
    const opens = minutes(row.opensAt)
    const closes = minutes(row.closesAt)
    if (!days || opens === null || closes === null) return null
    // "23:59" is how feeds write midnight; closing at or before opening is on the next day.
    const end = closes % MINUTES_A_DAY === MINUTES_A_DAY - 1 ? MINUTES_A_DAY : closes
    const length = (end > opens ? end : end + MINUTES_A_DAY) - opens
    for (const day of days) addSpan(spans, day * MINUTES_A_DAY + opens, length)
  }
  return merged(spans)
}

function plainDays(row: Schedule): number[] | null {
  const bounded = row.validFrom ?? row.validTo ?? row.dtstart ?? row.until ?? row.count
  const picky = row.byweekno ?? row.bymonthday ?? row.byyearday
  if (row.closed || bounded !== null || picky !== null || (row.interval ?? 1) !== 1) return null
  if (row.freq === 'DAILY' && !row.byday) return [0, 1, 2, 3, 4, 5, 6]
  if (row.freq !== null && row.freq !== 'WEEKLY') return null
  const days = (row.byday ?? '').split(',').map((day) => DAYS.indexOf(day.trim().toUpperCase()))
  return days.includes(-1) ? null : days
}

function minutes(clock: string | null): number | null {
  const parts = /^(\d{1,2}):(\d{2})/.exec(clock ?? '')
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null
}

/** Sunday's late hours run on into Monday, which is where the week begins again. */
function addSpan(spans: [number, number][], from: number, length: number): void {
  const to = from + length
  spans.push([from, Math.min(to, MINUTES_A_WEEK)])
  if (to > MINUTES_A_WEEK) spans.push([0, to - MINUTES_A_WEEK])
}

function merged(spans: [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}
