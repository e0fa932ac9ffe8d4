import type { Listing } from './model.ts'

/** What is known of free places, as of `updated`: a count ages fast, so it never stands without its time. */
export type Availability = {
  /** Free places, summed over the units that the listing counts; null when it counts none. */
  available: number | null
  /** ISO 8601 time of the newest count. */
  updated: string | null
  /** `waitlist`: one waits; `closed`: no new people now; `open`: the words say there is room. */
  intake: 'waitlist' | 'closed' | 'open' | null
  /** The listing's words that say so. */
  words: string | null
}

const CLOSED =
  /\b(?:not (?:currently |now )?(?:accepting|taking)(?: any)? (?:new )?\w+|(?:waiting|wait) ?list (?:is )?(?:currently )?closed|closed to new|no (?:openings|vacanc\w+|availability|funds)|funds? (?:are |is )?(?:exhausted|depleted|run out)|(?:currently|now|is) full\b|at capacity|no (?:estamos )?acepta\w* nuev\w+|sin cupo|lista de espera cerrada)/i
const WAITLIST = /\b(?:wait(?:ing)?[- ]?list|wait time|lista de espera)\b/i
const NO_WAITLIST =
  /\b(?:no|without(?: a)?|sin) (?:wait(?:ing)?[- ]?list|wait time|wait|lista de espera|espera)\b/i
const OPEN =
  /\b(?:(?:now|currently) (?:accepting|enrolling|has openings)|accepting new (?:clients|patients|members|residents)|(?:beds?|openings|spaces|slots|units) (?:are )?(?:now )?available|immediate (?:openings|availability)|same[- ]day|aceptamos nuev\w+|hay cupo)/i

export function availabilityOf(listing: Listing): Availability {
  const { capacities } = listing
  const newest = capacities.reduce<Date | null>(
    (latest, { updated }) => (latest && latest > updated ? latest : updated),
    null,
  )
  return {
    available: capacities.length > 0 ? capacities.reduce((sum, { available }) => sum + available, 0) : null,
    updated: newest?.toISOString() ?? null,
    ...intakeOf(listing),
  }
}

/** The alert is newest and wins, then the waiting time, then the description. */
function intakeOf({ alert, waitTime, description }: Listing): Pick<Availability, 'intake' | 'words'> {
  for (const text of [alert, waitTime, description]) {
    if (!text) continue
    for (const sentence of text.split(/(?<=[.!?;])\s+|\n+/)) {
      const intake = CLOSED.test(sentence)
        ? 'closed'
        : NO_WAITLIST.test(sentence) || OPEN.test(sentence)
          ? 'open'
          : WAITLIST.test(sentence)
            ? 'waitlist'
            : null
      if (intake) return { intake, words: sentence.trim() }
    }
  }
  return { intake: null, words: null }
}
