import type { Person } from '#find/eligibility/facts.ts'
import type { Understood } from '#find/understanding/model.ts'

/** `need:food.pantry`, `fact:age`, `fact:veteran`, `fact:children`, `fact:access-asl`, `person` (all facts), `place`. */
export const IGNORABLE = /^(?:need:[a-z]+(?:\.[a-z-]+)?|fact:[A-Za-z-]+|person|place)$/

/** What was understood, less what its author says is not so. A crisis is never ignored. */
export function withoutIgnored(understood: Understood, ignored: readonly string[]): Understood {
  if (ignored.length === 0) return understood
  const out = new Set(ignored)
  const all = out.has('person')
  const keep = (fact: string) => !all && !out.has(`fact:${fact}`)
  const place = out.has('place') ? { place: null, placePhrase: null } : {}
  return {
    ...understood,
    ...place,
    needs: understood.needs.filter(({ id }) => !out.has(`need:${id}`)),
    person: personWithout(understood.person, keep),
    with: Object.fromEntries(Object.entries(understood.with).filter(([fact]) => keep(fact))),
    access: understood.access.filter((kind) => keep(`access-${kind}`)),
  }
}

/** The facts that are to be kept; a population is a fact by its own id. */
export function personWithout(
  { populations = {}, ...facts }: Person,
  keep: (fact: string) => boolean,
): Person {
  const kept = Object.fromEntries(Object.entries(facts).filter(([fact]) => keep(fact)))
  const known = Object.fromEntries(Object.entries(populations).filter(([id]) => keep(id)))
  return { ...kept, ...(Object.keys(known).length > 0 && { populations: known }) }
}
