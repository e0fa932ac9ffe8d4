import type { Listing, Place, SpokenBy } from './model.ts'

export type Spoken = {
  /** BCP 47 primary language → who speaks it. */
  languages: Record<string, SpokenBy>
  /** An interpreter can be had for any language. */
  interpreter: boolean
}

const STRENGTH: readonly SpokenBy[] = ['unknown', 'written', 'interpreter', 'staff']

/** An interpreter of unnamed languages serves all; one of named languages serves those (they stand in the language rows). */
const ANY_LANGUAGE =
  /\b(?:\d{2,3}\+? (?:\w+ )?(?:languages|idiomas)|(?:any|all|most|every|many|other|multiple) languages?|language ?line|phone interpret\w+|telephon\w+ interpret\w+|interpret(?:er|ers|ation|ing)(?: services?)? (?:is |are )?(?:available|provided|on request|upon request|free)|free interpret\w+|todos los idiomas|cualquier idioma|servicios? de int[eé]rprete)/i

const NO_INTERPRETER = /\b(?:no|not|without) (?:\w+ )?interpret/i

export function spokenOf(listing: Listing, place: Place | null): Spoken {
  const languages: Record<string, SpokenBy> = {}
  let others = false
  for (const { code, spokenBy } of [...listing.languages, ...(place?.location.languages ?? [])]) {
    const primary = code?.split('-')[0]?.toLowerCase()
    if (!primary) continue
    // "Other languages available upon request" names none and offers all.
    if (primary === 'mul') {
      others = true
      continue
    }
    const who = spokenBy ?? 'unknown'
    const known = languages[primary]
    if (!known || STRENGTH.indexOf(who) > STRENGTH.indexOf(known)) languages[primary] = who
  }
  const text = listing.interpretationServices ?? ''
  return { languages, interpreter: others || (ANY_LANGUAGE.test(text) && !NO_INTERPRETER.test(text)) }
}
