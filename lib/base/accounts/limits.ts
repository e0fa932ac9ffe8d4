/**
 * Failures after which guessing rests, and for how long: doubling, so that it never pays. Those of one place rest that
 * place alone. Those of all places together rest all of them, and it takes more than one place can make in a day: so a
 * stranger shuts out themselves and not the owner, and a crowd of strangers leaves the owner the mailed link and the passkey.
 */
const FREE = { place: 5, account: 50 } as const
type Scope = keyof typeof FREE

const FIRST_REST_MINUTES = 5
const LONGEST_REST_MINUTES = 60
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Until when a scope rests after its `failures`th failure in a row, the last of which was at `last`; null while it does not. */
export function restUntil(scope: Scope, failures: number, last: Date): Date | null {
  if (failures < FREE[scope]) return null
  const minutes = Math.min(FIRST_REST_MINUTES * 2 ** (failures - FREE[scope]), LONGEST_REST_MINUTES)
  return new Date(last.getTime() + minutes * MINUTE)
}

/** Failures before this time are forgotten. */
export function countedSince(now: Date): Date {
  return new Date(now.getTime() - DAY)
}

/** A success since this time makes a place the owner's. */
export function knownSince(now: Date): Date {
  return new Date(now.getTime() - 30 * DAY)
}
