import { DateTime } from 'luxon'
import { addBusinessDays, type WorkCalendar } from '#refer/agencies/calendar.ts'
import type { StepName } from '#refer/referrals/model.ts'

/** Business days from now that a step's date usually is; the clocks of `data/referrals` ask for no later. */
const USUAL: Partial<Record<StepName, Readonly<Record<string, number>>>> = {
  accept: { firstContactOn: 1 },
  contact: { at: 0 },
  'log-attempt': { at: 0 },
  waitlist: { recheckOn: 10 },
  'confirm-waiting': { recheckOn: 10 },
  begin: { startedOn: 0 },
  'close-served': { on: 0 },
}

/**
 * What stands in a step's date before anybody chooses: the agency's own day, or its day and time. Appointments have none.
 * @returns YYYY-MM-DD, or YYYY-MM-DDTHH:mm where the step asks for a time.
 */
export function usualDay(
  action: StepName,
  field: string,
  now: Date,
  calendar: WorkCalendar,
): string | undefined {
  const days = USUAL[action]?.[field]
  if (days === undefined) return undefined
  const at = DateTime.fromJSDate(days === 0 ? now : addBusinessDays(now, days, calendar), {
    zone: calendar.timezone,
  })
  return at.toFormat(field === 'at' ? "yyyy-MM-dd'T'HH:mm" : 'yyyy-MM-dd')
}
