import { type Whereabouts, whereaboutsOfHome } from '#find/geo/coverage.ts'
import { findPostalCode } from '#find/geo/gazetteer.ts'
import { foldName } from '#find/geo/names.ts'
import type { Person, Population } from './facts.ts'
import { type Medians, medians } from './median.ts'

/** One person's facts in the form that thousands of comparisons read: made once a request. */
export type Known = {
  person: Person
  now: Date
  populations: Partial<Record<Population, boolean>>
  /** Where the person lives; null when nothing is known of it. */
  home: Whereabouts | null
  /** Area codes of the county and state they most likely live in, for tables of income. */
  areas: { county?: string; state?: string }
  /** Area medians, as far as the operator has loaded them. */
  medians: Medians
  /** City as typed or as the post names it, folded, for places that have no code. */
  cityName?: string
}

/** Who belongs to one group belongs to the other too. Only yes carries over: no says nothing about the wider group. */
const IMPLIES: readonly (readonly [Population, Population])[] = [
  ['transgender', 'lgbtq'],
  ['undocumented', 'immigrant'],
  ['refugee-asylee', 'immigrant'],
]

const cache = new WeakMap<Person, Known>()

/** What is known of `person` at `now`. Kept for as long as the caller keeps the person object, which nobody changes. */
export function knownOf(person: Person, now: Date): Known {
  const cached = cache.get(person)
  if (cached && cached.now.getTime() === now.getTime()) return cached
  const populations = { ...person.populations }
  for (const [narrow, wide] of IMPLIES) if (populations[narrow]) populations[wide] ??= true
  const home = person.residence ? whereaboutsOfHome(person.residence) : null
  const known: Known = { person, now, populations, home, areas: areasOf(home), medians: medians() }
  const { city, postalCode } = person.residence ?? {}
  const town = city ?? (postalCode && findPostalCode(postalCode)?.city)
  if (town) known.cityName = foldName(town)
  cache.set(person, known)
  return known
}

function areasOf(home: Whereabouts | null): Known['areas'] {
  const areas: Known['areas'] = {}
  for (const code of home?.codes ?? []) {
    const kind = code.slice(0, code.indexOf(':'))
    if (kind === 'county' || kind === 'state') areas[kind] = code
  }
  return areas
}
