import type { Schedule } from '../../model.ts'
import type { Span } from './clock.ts'
import { inWeekOrder, type Weekday } from './weekdays.ts'

/** A schedule as HSDS has it, without what the importer adds: its id and the zone of its place. */
export type ScheduleRow = Omit<Schedule, 'id' | 'timezone' | 'timezoneName'>

export function scheduleRow(given: Partial<ScheduleRow>): ScheduleRow {
  return {
    validFrom: null,
    validTo: null,
    dtstart: null,
    until: null,
    count: null,
    wkst: null,
    freq: null,
    interval: null,
    byday: null,
    byweekno: null,
    bymonthday: null,
    byyearday: null,
    opensAt: null,
    closesAt: null,
    closed: false,
    scheduleLink: null,
    attendingType: null,
    description: null,
    notes: null,
    ...given,
  }
}

export const weekly = (days: Iterable<Weekday>, span: Span | null): Partial<ScheduleRow> => ({
  freq: 'WEEKLY',
  byday: inWeekOrder(days).join(','),
  opensAt: span?.opensAt ?? null,
  closesAt: span?.closesAt ?? null,
})

/** Ordinals from 1, -1 the last: "1SA,3SA". */
export const monthly = (
  days: Iterable<Weekday>,
  ordinals: Iterable<number>,
  span: Span | null,
): Partial<ScheduleRow> => {
  const weekdays = inWeekOrder(days)
  return {
    freq: 'MONTHLY',
    byday: [...new Set(ordinals)].flatMap((ordinal) => weekdays.map((day) => `${ordinal}${day}`)).join(','),
    opensAt: span?.opensAt ?? null,
    closesAt: span?.closesAt ?? null,
  }
}
