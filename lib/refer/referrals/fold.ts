import type { ReferralEvent, Status } from './model.ts'

/** Where a history leads. @throws when an event does not begin where the one before it ended. */
export function foldStatus(
  events: readonly Pick<ReferralEvent, 'sequence' | 'from' | 'to'>[],
): Status | null {
  let status: Status | null = null
  events.forEach((event, index) => {
    if (event.sequence !== index + 1) throw new Error(`Event ${index + 1} is missing from the history.`)
    if (event.from !== status)
      throw new Error(
        `Event ${event.sequence} begins at ${event.from}, the one before it ended at ${status}.`,
      )
    status = event.to
  })
  return status
}
