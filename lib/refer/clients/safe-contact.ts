import { DateTime } from 'luxon'
import type { SafeContact } from './model.ts'

/** Nobody is written to at night, whatever they said: from 21:00 to 08:00 where the client lives. */
const DAY = { from: '08:00', to: '21:00' }

export type Permission =
  | { allowed: true; notBefore: Date }
  | { allowed: false; why: 'no-contact' | 'channel' }

/**
 * May this channel reach the client, and from when? The client's own hours bind, and quiet hours beside them; a window
 * that ends before it begins goes past midnight and is then cut to the day.
 */
export function mayContact(
  safe: SafeContact,
  channel: 'mail' | 'text' | 'call' | 'letter',
  now: Date,
  timezone: string,
): Permission {
  if (safe.noContact) return { allowed: false, why: 'no-contact' }
  if (!safe.channels.includes(channel)) return { allowed: false, why: 'channel' }
  const { from, to } = overlap(safe.hours ?? DAY)
  const local = DateTime.fromJSDate(now, { zone: timezone })
  const at = (clock: string, day: DateTime) =>
    day.set({ hour: Number(clock.slice(0, 2)), minute: Number(clock.slice(3)), second: 0, millisecond: 0 })
  if (local < at(from, local)) return { allowed: true, notBefore: at(from, local).toJSDate() }
  if (local < at(to, local)) return { allowed: true, notBefore: now }
  return { allowed: true, notBefore: at(from, local.plus({ days: 1 })).toJSDate() }
}

function overlap(hours: { from: string; to: string }): { from: string; to: string } {
  const to = hours.to <= hours.from ? '24:00' : hours.to
  const window = { from: hours.from > DAY.from ? hours.from : DAY.from, to: to < DAY.to ? to : DAY.to }
  // Hours that lie wholly in the night leave nothing of the day: then the day's first hour is the least wrong.
  return window.from < window.to ? window : { from: DAY.from, to: '09:00' }
}

/**
 * Would the person be reached more freely by the second rules than by the first? A box that was unticked or a note that was
 * emptied by accident must not undo what somebody asked for because they are watched.
 */
export function isLooser(before: SafeContact, after: SafeContact): boolean {
  const window = ({ hours }: SafeContact) => hours ?? { from: '00:00', to: '24:00' }
  const [was, is] = [window(before), window(after)]
  return (
    (before.noContact && !after.noContact) ||
    (before.noVoicemail && !after.noVoicemail) ||
    after.channels.some((channel) => !before.channels.includes(channel)) ||
    (before.hours !== undefined && (is.from < was.from || is.to > was.to)) ||
    (before.callerAlias !== undefined && before.callerAlias !== after.callerAlias) ||
    (before.note !== undefined && before.note !== after.note)
  )
}
