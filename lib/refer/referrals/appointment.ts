import ical from 'ical-generator'

/** Nothing in a calendar betrays why: lock screens and shared calendars show it. */
const TITLE = 'Appointment'

/**
 * An iCalendar file (RFC 5545) of one appointment: its time, and its place when that betrays nothing. The same
 * referral keeps its UID, so a moved date replaces the old one.
 */
export function appointmentFile(appointment: {
  referralId: string
  at: Date
  place: string | null
  now: Date
  sequence: number
}): string {
  const calendar = ical({ prodId: { company: 'Handrail', product: 'Handrail' } })
  calendar.createEvent({
    id: appointment.referralId,
    sequence: appointment.sequence,
    stamp: appointment.now,
    start: appointment.at,
    end: new Date(appointment.at.getTime() + 3_600_000),
    summary: TITLE,
    ...(appointment.place && { location: appointment.place }),
  })
  return calendar.toString()
}
