/** Failures after which an account rests, and for how long: doubling, so that guessing never pays. */
const FREE_FAILURES = 5
const FIRST_REST_MINUTES = 5
const LONGEST_REST_MINUTES = 60

/** Until when an account is locked after its `failures`th failure in a row; null while it is not. */
export function lockedUntil(failures: number, now: Date): Date | null {
  if (failures < FREE_FAILURES) return null
  const minutes = Math.min(FIRST_REST_MINUTES * 2 ** (failures - FREE_FAILURES), LONGEST_REST_MINUTES)
  return new Date(now.getTime() + minutes * 60_000)
}
