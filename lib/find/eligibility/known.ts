import { areaCodesOf } from '#find/geo/areas.ts'
import { foldName } from '#find/geo/names.ts'
import type { Person, Population } from './facts.ts'
import { type Medians, medians } from './median.ts'

/** One person's facts in the form that thousands of comparisons read: made once a request. */
export type Known = {
  person: Person
  now: Date
  populations: Partial<Record<Population, boolean>>
  /** Area codes of where the person lives, by kind; a kind that is absent is not known. */
  areas: { zip?: string; city?: string; county?: string; state?: string }
  /** Area medians, as far as the operator has loaded them. */
  medians: Medians
  /** City as typed, folded, for places that have no code. */
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
  const known: Known = { person, now, populations, areas: areasOf(person), medians: medians() }
  if (person.residence?.city) known.cityName = foldName(person.residence.city)
  cache.set(person, known)
  return known
}

/** What a ZIP code implies (its city, county and state) is known too. */
function areasOf({ residence }: Person): Known['areas'] {
  if (!residence) return {}
  const areas: Known['areas'] = {}
  for (const code of areaCodesOf(residence)) {
    const kind = code.slice(0, code.indexOf(':'))
    if (kind === 'zip' || kind === 'city' || kind === 'county' || kind === 'state') areas[kind] = code
  }
  return areas
}
