import type { ReferralEvent } from './model.ts'

/** What leaves a referral where it stands and starts its clock from the beginning. */
export const STARTS_ANEW: ReadonlySet<string> = new Set(['note-progress', 'confirm-waiting', 'ask-again'])

/** Moves after which the same clock runs on: the agency's time to answer. */
const GOES_ON: ReadonlySet<string> = new Set(['open', 'answer'])

/** What gives a referral a consent of today, whatever became of the one before. */
const GIVES_CONSENT: ReadonlySet<string> = new Set(['renew-consent', 'send', 'reopen'])

/**
 * The history as if its clocks had never been held up: without a cancellation that was then not wanted, and without the
 * end of a consent that was renewed. Clocks resume where they stood.
 * @returns beside it how long the present standing was held up so, in milliseconds; when the last such time ended; and
 * whether the consent has ended and nobody has renewed it
 */
export function withoutStops(history: readonly ReferralEvent[]): {
  events: ReferralEvent[]
  paused: number
  resumedAt: Date | null
  stopped: boolean
} {
  const events: ReferralEvent[] = []
  let paused = 0
  let resumedAt: Date | null = null
  let asked: ReferralEvent | null = null
  /** Since when no consent covers it, as far as that time is not counted yet. */
  let uncovered: Date | null = null
  const hold = (since: Date, until: Date) => {
    paused += Math.max(0, until.getTime() - since.getTime())
    resumedAt = until
  }
  for (const event of history) {
    const { action, effectiveAt } = event
    if (action === 'consent-ended') {
      uncovered = effectiveAt
      continue
    }
    if (GIVES_CONSENT.has(action)) {
      // While a cancellation is in the air its own time is counted, once.
      if (uncovered && !asked) hold(uncovered, effectiveAt)
      uncovered = null
      if (action === 'renew-consent') continue
    }
    if (action === 'ask-cancel') {
      if (uncovered) hold(uncovered, effectiveAt)
      asked = event
      events.push(event)
    } else if (action === 'keep' && asked) {
      events.pop()
      hold(asked.effectiveAt, effectiveAt)
      if (uncovered) uncovered = effectiveAt
      asked = null
    } else {
      if ((event.to !== event.from && !GOES_ON.has(action)) || STARTS_ANEW.has(action)) {
        paused = 0
        resumedAt = null
        asked = null
        if (uncovered) uncovered = effectiveAt
      }
      events.push(event)
    }
  }
  return { events, paused, resumedAt, stopped: uncovered !== null }
}
