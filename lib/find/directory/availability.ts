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
  /** YYYY-MM-DD on which the program itself said that it has no room; it stands above the listing's words. */
  saidFullOn: string | null
}

/** Who or what is no longer taken. Not "not accepting donations" or "insurance". */
const TAKEN =
  '(?:patients?|clients?|referrals?|applications?|applicants?|admissions?|residents?|tenants?|families|students?|children|participants?|members?|enrollments?|registrations?|intakes?|guests?|new (?!donat|items)\\w+)'
const CLOSED = new RegExp(
  [
    `\\bnot (?:currently |now )?(?:accepting|taking) (?:(?:any|more|additional|further|outside|new) )*${TAKEN}\\b`,
    '\\b(?:waiting|wait) ?list (?:is )?(?:currently )?closed',
    '\\bclosed to new',
    '\\bno (?:openings|vacanc\\w+|availability)\\b',
    '\\bno funds (?:are |is )?(?:available|left|remaining|at this time)',
    '\\bfunds? (?:are |is )?(?:exhausted|depleted|run out)',
    // Not "is full-time", "is full of", "is full service".
    '\\b(?:currently|now|is|are) full(?= *(?:$|[.,;:!)*]|(?:and|but|at|right|now|for|until|so|due|or)\\b))',
    '(?<!not )\\bat capacity',
    'no (?:estamos )?acepta\\w* nuev\\w+',
    'sin cupo',
    'lista de espera cerrada',
  ].join('|'),
  'i',
)
const WAITLIST = /\b(?:wait(?:ing)?[- ]?list|wait time|lista de espera)\b/i
const NO_WAITLIST =
  /\b(?:no|without(?: a)?|sin) (?:wait(?:ing)?[- ]?list|wait time|wait|lista de espera|espera)\b/i
const OPEN =
  /\b(?:(?:now|currently) (?:accepting|enrolling|has openings)|accepting new (?:clients|patients|members|residents)|(?:beds?|openings|spaces|slots|units) (?:are )?(?:now )?available|immediate (?:openings|availability)|same[- ]day|aceptamos nuev\w+|hay cupo)/i
/** Before a statement in its clause: then it says what would be, not what is. */
const CONDITION =
  /\b(?:if|when|whenever|once|should|unless|in case|in the event|as soon as|until|may be|might be|can be|often|sometimes|usually|at times|si|cuando|en caso de|hasta que)\b[^,;:()–—]*$/i

export function availabilityOf(listing: Listing): Availability {
  const { capacities } = listing
  const newest = capacities.reduce<Date | null>(
    (latest, { updated }) => (latest && latest > updated ? latest : updated),
    null,
  )
  return {
    available: capacities.length > 0 ? capacities.reduce((sum, { available }) => sum + available, 0) : null,
    updated: newest?.toISOString() ?? null,
    ...(listing.saidFullAt ? { intake: 'closed', words: null } : intakeOf(listing)),
    saidFullOn: listing.saidFullAt?.toISOString().slice(0, 10) ?? null,
  }
}

/** The alert is newest and wins, then the waiting time, then the description. */
function intakeOf({ alert, waitTime, description }: Listing): Pick<Availability, 'intake' | 'words'> {
  for (const text of [alert, waitTime, description]) {
    if (!text) continue
    for (const sentence of text.split(/(?<=[.!?;])\s+|\n+/)) {
      const intake = says(CLOSED, sentence)
        ? 'closed'
        : NO_WAITLIST.test(sentence) || says(OPEN, sentence)
          ? 'open'
          : WAITLIST.test(sentence)
            ? 'waitlist'
            : null
      if (intake) return { intake, words: sentence.trim() }
    }
  }
  return { intake: null, words: null }
}

/** Whether a sentence says so outright: "when the program is full" says nothing of today. */
function says(statement: RegExp, sentence: string): boolean {
  const found = statement.exec(sentence)
  return found !== null && !CONDITION.test(sentence.slice(0, found.index))
}
