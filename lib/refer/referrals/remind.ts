import type { Referral, Status } from './model.ts'

/** Where the agency has named a day or works on: before its time is over there is nothing to remind of. */
const ONLY_LATE: readonly Status[] = ['waitlisted', 'scheduled', 'in-service']
const REST_HOURS = 24

export type NotReminded = 'not-due' | 'just-reminded'

/** Why an agency is not reminded now where its next step could be asked for; null when it is. */
export function whyNotRemind(
  { status, dueAt, remindedAt }: Pick<Referral, 'status' | 'dueAt'> & { remindedAt: Date | null },
  now: Date,
): NotReminded | null {
  if (ONLY_LATE.includes(status) && (dueAt === null || dueAt > now)) return 'not-due'
  if (remindedAt && now.getTime() - remindedAt.getTime() < REST_HOURS * 3_600_000) return 'just-reminded'
  return null
}
