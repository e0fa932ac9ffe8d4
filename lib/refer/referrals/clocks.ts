import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { addBusinessDays, businessDayFrom, endOfDay, type WorkCalendar } from '#refer/agencies/calendar.ts'
import { STARTS_ANEW, withoutStops } from './clock-stops.ts'
import type { ReferralEvent, Status, Urgency } from './model.ts'

/** `2bd` business days of the agency's calendar, `14d` calendar days, `72h` hours. */
const span = z.string().regex(/^\d+(bd|d|h)$/)

const clockSchema = z.object({
  owner: z.enum(['sender', 'client', 'agency']),
  due: span.optional(),
  urgent: span.optional(),
  remind: span.optional(),
  /** After `due`, when the supervisor hears of it. */
  escalate: span.optional(),
  urgentEscalate: span.optional(),
  /** After `due`, until the consequence happens. */
  grace: span.optional(),
  urgentGrace: span.optional(),
  attempts: z.int().optional(),
  remindHours: z.array(z.int()).optional(),
  consequence: z.enum(['lapse', 'escalate', 'remind', 'task', 'confirm-cancel']).optional(),
  source: z.string(),
})

const file = z.object({ note: z.string(), clocks: z.record(z.string(), clockSchema) })

export const CLOCK_NAMES = [
  'finish-draft',
  'give-consent',
  'answer',
  'reply',
  'first-contact',
  'reach',
  'recheck-waitlist',
  'appointment',
  'appointment-outcome',
  'rebook',
  'progress-note',
  'confirm-cancel',
  'ask-client',
  'consent-ends',
] as const
export type ClockName = (typeof CLOCK_NAMES)[number]

const { clocks } = file.parse(
  JSON.parse(readFileSync(join(process.cwd(), 'data/referrals/clocks.json'), 'utf8')),
)

export function clockRule(name: ClockName): z.infer<typeof clockSchema> {
  const rule = clocks[name]
  if (!rule) throw new Error(`data/referrals/clocks.json has no clock "${name}".`)
  return rule
}

/** The clock that runs while a referral stands somewhere; ended ones ask the client how it went. */
const CLOCK_OF: Readonly<Partial<Record<Status, ClockName>>> = {
  draft: 'finish-draft',
  'awaiting-consent': 'give-consent',
  sent: 'answer',
  opened: 'answer',
  'info-requested': 'reply',
  accepted: 'first-contact',
  contacting: 'reach',
  waitlisted: 'recheck-waitlist',
  scheduled: 'appointment-outcome',
  missed: 'rebook',
  'in-service': 'progress-note',
  'cancel-asked': 'confirm-cancel',
  'closed-served': 'ask-client',
}

/** What is owed with what was disclosed in hand: without a consent that covers it, nobody can, and nobody is late. */
const NEEDS_CONSENT: ReadonlySet<ClockName> = new Set([
  'answer',
  'reply',
  'first-contact',
  'reach',
  'recheck-waitlist',
  'appointment-outcome',
  'rebook',
  'progress-note',
])

export type Clock = {
  name: ClockName
  owner: 'sender' | 'client' | 'agency'
  /** The sequence of the event with which it began: what it asks for is asked once a beginning. */
  since: number
  /** Friendly words before anything is late: when, and which of them. Those before the standing began are left out. */
  remindAt: readonly { at: Date; which: string }[]
  /** From when on friendly words come too late: the appointment has passed, or its owner is late. */
  remindUntil: Date
  /** When the owner of the next step is late. */
  dueAt: Date
  /** When the supervisor hears of it; null when nobody is told. */
  escalateAt: Date | null
  /** When the rule's consequence happens by itself (lapse, confirm-cancel, task, remind). */
  endsAt: Date
  consequence: 'lapse' | 'escalate' | 'remind' | 'task' | 'confirm-cancel' | null
}

/** `span` after `from`. */
export function after(from: Date, length: string, calendar: WorkCalendar): Date {
  const count = Number.parseInt(length, 10)
  if (length.endsWith('bd')) return addBusinessDays(from, count, calendar)
  return new Date(from.getTime() + count * (length.endsWith('h') ? 3_600_000 : 86_400_000))
}

/**
 * The clock that runs after a history, derived from the events alone. An agency's time to answer pauses while it waits
 * for the sender's reply: what it had used before the question stays used.
 * @returns null when nothing is owed by anybody.
 */
export function runningClock(
  history: readonly ReferralEvent[],
  urgency: Urgency,
  calendar: WorkCalendar,
): Clock | null {
  const { events, paused, resumedAt, stopped } = withoutStops(history.filter(({ action }) => !runsOn(action)))
  const last = events.at(-1)
  if (!last) return null
  const name = clockOf(last.to)
  if (!name || (stopped && NEEDS_CONSENT.has(name))) return null
  const rule = clockRule(name)
  const urgent = urgency === 'urgent'
  const length = (urgent ? rule.urgent : undefined) ?? rule.due ?? '0h'
  // An appointment is when it is, whatever was asked meanwhile.
  const held = name === 'appointment-outcome' ? 0 : paused
  const runs = new Date(dueFrom(name, events, length, calendar).getTime() + held)
  const stated = statedDay(name, events, calendar)
  // A day that was named and has passed while a cancellation was in the air: the usual time from then on.
  const dueAt = !stated
    ? onWorkingTime(runs, rule.owner, calendar)
    : resumedAt && stated < resumedAt
      ? after(resumedAt, length, calendar)
      : stated
  const escalate = (urgent ? rule.urgentEscalate : undefined) ?? rule.escalate
  const grace = (urgent ? rule.urgentGrace : undefined) ?? rule.grace
  const begun = beginningOf(name, events)
  return {
    name,
    owner: rule.owner,
    since: begun.sequence,
    remindAt: remindersOf(last, rule.remind, calendar, begun.effectiveAt),
    remindUntil: appointmentOf(last) ?? dueAt,
    dueAt,
    escalateAt: escalate ? after(dueAt, escalate, calendar) : rule.consequence === 'escalate' ? dueAt : null,
    endsAt: grace ? after(dueAt, grace, calendar) : dueAt,
    consequence: rule.consequence ?? null,
  }
}

/** Reminding and referring on are no answer and no new standing: every clock runs as if they had not been. */
const runsOn = (action: ReferralEvent['action']): boolean => action === 'remind' || action === 'refer-on'

/** The clock that runs while a referral stands there. */
export const clockOf = (status: Status): ClockName | undefined => CLOCK_OF[status]

/** The first instant after `now` at which something is to be done; null when all of it has passed. */
export function nextRing(clock: Clock, now: Date): Date | null {
  const rings = [...clock.remindAt.map(({ at }) => at), clock.dueAt, clock.escalateAt, clock.endsAt]
    .filter((at) => at !== null)
    .filter((at) => at > now)
  return rings.sort((a, b) => a.getTime() - b.getTime())[0] ?? null
}

/** Of an appointment 72 and 24 hours before it, of anything else that the rule reminds of so long after it began. */
function remindersOf(
  last: ReferralEvent,
  remind: string | undefined,
  calendar: WorkCalendar,
  began: Date,
): Clock['remindAt'] {
  const appointment = appointmentOf(last)
  const reminders = appointment
    ? hoursBefore(appointment, 'appointment')
    : remind
      ? [{ at: after(began, remind, calendar), which: remind }]
      : []
  return reminders.filter(({ at }) => at > last.effectiveAt)
}

function appointmentOf({ to, data }: ReferralEvent): Date | null {
  return to === 'scheduled' && typeof data.at === 'string' ? new Date(data.at) : null
}

/** When a rule that counts back from a fixed moment speaks up before it. */
export function hoursBefore(moment: Date, name: ClockName): { at: Date; which: string }[] {
  return (clockRule(name).remindHours ?? []).map((hours) => ({
    at: new Date(moment.getTime() - hours * 3_600_000),
    which: `${hours}h`,
  }))
}

/**
 * A day that the action itself named: the first contact promised, the waitlist's re-check, the reply that was asked for. On
 * a day off it means the next day on which the agency works, because the rule beside it counts business days.
 */
function statedDay(name: ClockName, events: readonly ReferralEvent[], calendar: WorkCalendar): Date | null {
  const event = events.at(-1) as ReferralEvent
  const key = STATED[event.action]
  const day = key ? event.data[key] : undefined
  if (typeof day !== 'string') return null
  const due = clockRule(name).owner === 'client' ? day : businessDayFrom(day, calendar)
  return endOfDay(due, calendar.timezone)
}

const STATED: Readonly<Record<string, string>> = {
  accept: 'firstContactOn',
  waitlist: 'recheckOn',
  'confirm-waiting': 'recheckOn',
  ask: 'dueOn',
}

/** An agency is not late on a day off, also where plain days are counted: at the same hour of its next working day. */
function onWorkingTime(due: Date, owner: Clock['owner'], calendar: WorkCalendar): Date {
  if (owner !== 'agency') return due
  const at = DateTime.fromJSDate(due, { zone: calendar.timezone })
  const day = businessDayFrom(at.toISODate() ?? '', calendar)
  const [year, month, date] = day.split('-').map(Number)
  return at.set({ year: year ?? at.year, month: month ?? at.month, day: date ?? at.day }).toJSDate()
}

function dueFrom(
  name: ClockName,
  events: readonly ReferralEvent[],
  length: string,
  calendar: WorkCalendar,
): Date {
  const last = events.at(-1) as ReferralEvent
  if (name === 'appointment-outcome') {
    const at = last.data.at
    return after(typeof at === 'string' ? new Date(at) : last.effectiveAt, length, calendar)
  }
  if (name !== 'answer') return after(beginningOf(name, events).effectiveAt, length, calendar)
  const asked = events.findLast(
    (event) => event.to === 'sent' && event.action !== 'answer' && event.action !== 'log-attempt',
  )
  const start = asked?.effectiveAt ?? last.effectiveAt
  const paused = pausedBetween(start, events)
  return new Date(after(start, length, calendar).getTime() + paused)
}

/**
 * The event with which the present standing began, or was last confirmed: a later attempt does not restart its clock, and
 * opening what was sent does not either.
 */
function beginningOf(name: ClockName, events: readonly ReferralEvent[]): ReferralEvent {
  let begun = events.at(-1) as ReferralEvent
  for (const event of [...events].reverse()) {
    if (CLOCK_OF[event.to] !== name) break
    begun = event
    if (STARTS_ANEW.has(event.action)) break
  }
  return begun
}

/** Milliseconds since `start` in which the agency waited for the sender. */
function pausedBetween(start: Date, events: readonly ReferralEvent[]): number {
  let paused = 0
  let since: Date | null = null
  for (const event of events) {
    if (event.effectiveAt < start) continue
    if (event.to === 'info-requested' && event.from !== 'info-requested') since = event.effectiveAt
    else if (since && event.from === 'info-requested') {
      paused += event.effectiveAt.getTime() - since.getTime()
      since = null
    }
  }
  return paused
}
