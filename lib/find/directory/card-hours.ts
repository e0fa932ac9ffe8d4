import { closesAt, type Hours, hasEvenings, hasWeekends, isOpenAt, nextOpening, readHours } from './hours.ts'
import type { Listing, Place, Schedule } from './model.ts'
import { isTimezone } from './normalise/timezone.ts'
import type { OpeningSchedule } from './opening-rules.ts'

/** Opening hours as a card keeps them: only what is said, for hundreds of cards are read at once. */
export type CardHours = {
  /** IANA zone of the place; null when not known, and then the hours are not either. */
  zone: string | null
  schedules: Partial<OpeningSchedule>[]
  /** Only by appointment. */
  appointment: boolean
}

const APPOINTMENT = /\b(?:by appointment|appointments? (?:only|required)|(?:con|previa|sólo con) cita)\b/i

const FIELDS = [
  'validFrom',
  'validTo',
  'dtstart',
  'until',
  'count',
  'wkst',
  'freq',
  'interval',
  'byday',
  'byweekno',
  'bymonthday',
  'byyearday',
  'opensAt',
  'closesAt',
  'closed',
  'description',
] as const satisfies (keyof OpeningSchedule)[]

export function hoursOf(listing: Listing, place: Place | null): CardHours {
  const schedules = mostParticular(listing, place)
  const said = [listing.applicationProcess, ...schedules.flatMap((row) => [row.description, row.notes])]
  return {
    zone: zoneOf(place?.location.timezone ?? null, schedules),
    schedules: schedules.map(shortened),
    appointment: said.some((text) => text && APPOINTMENT.test(text)),
  }
}

/** The hours of the service here win over those of the service, and those over the building's. */
function mostParticular(listing: Listing, place: Place | null): Schedule[] {
  if (place && place.schedules.length > 0) return place.schedules
  if (listing.schedules.length > 0) return listing.schedules
  return place?.location.schedules ?? []
}

/**
 * The place's zone. A line without a place has only the one its schedule names, or the offset (whose IANA name has its
 * sign turned). A name that no clock goes by is none.
 */
export function zoneOf(
  placeZone: string | null,
  schedules: readonly Pick<Schedule, 'timezoneName' | 'timezone'>[],
): string | null {
  const named = [placeZone, ...schedules.map(({ timezoneName }) => timezoneName)]
  const known = named.find((name) => name && isTimezone(name))
  if (known) return known
  const offset = schedules.find(({ timezone }) => timezone !== null)?.timezone ?? null
  if (offset === null || !Number.isInteger(offset) || Math.abs(offset) > 12) return null
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}

function shortened(row: Schedule): Partial<OpeningSchedule> {
  return Object.fromEntries(
    FIELDS.flatMap((field) => (row[field] || row[field] === 0 ? [[field, row[field]]] : [])),
  )
}

const NOTHING = Object.fromEntries(FIELDS.map((field) => [field, null])) as unknown as OpeningSchedule

const readings = new WeakMap<CardHours, Hours | null>()

/** Reads the schedules once for as long as the card is kept; null when there are none or the zone is not known. */
function read(hours: CardHours): Hours | null {
  let reading = readings.get(hours)
  if (reading === undefined) {
    const { zone, schedules } = hours
    const full = schedules.map((row) => ({ ...NOTHING, closed: false, ...row }))
    // A card may be older than the check of what feeds call a zone.
    reading = zone === null || !isTimezone(zone) || full.length === 0 ? null : readHours(full, zone)
    readings.set(hours, reading)
  }
  return reading
}

export type OpeningState = 'open' | 'closed' | 'appointment' | 'unknown'

/** Whether it is open at an instant. "By appointment" stands only where the hours say nothing. */
export function stateAt(hours: CardHours, at: Date): OpeningState {
  const reading = read(hours)
  const state = reading ? isOpenAt(reading, at) : 'unknown'
  return state === 'unknown' && hours.appointment ? 'appointment' : state
}

/** Whether it has hours on evenings or weekends; null when nobody knows. */
export function isOpenOn(hours: CardHours, time: 'evenings' | 'weekends'): boolean | null {
  const reading = read(hours)
  if (!reading) return null
  return time === 'evenings' ? hasEvenings(reading) : hasWeekends(reading)
}

export type Opening = {
  state: OpeningState
  /** When it opens next; null while it is open, and when not known. */
  opensAt: Date | null
  /** When it closes; null when it is not open or does not close within a week. */
  closesAt: Date | null
}

export function openingAt(hours: CardHours, at: Date): Opening {
  const reading = read(hours)
  const state = stateAt(hours, at)
  return {
    state,
    opensAt: reading && state !== 'open' ? nextOpening(reading, at) : null,
    closesAt: reading && state === 'open' ? closesAt(reading, at) : null,
  }
}
