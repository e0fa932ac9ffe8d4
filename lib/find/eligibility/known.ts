import type { Person, Population } from './facts.ts'

/** One person's facts in the form that thousands of comparisons read: made once a request. */
export type Known = {
  person: Person
  now: Date
  populations: Partial<Record<Population, boolean>>
  /** Area codes of where the person lives, by kind; a kind that is absent is not known. */
  areas: { zip?: string; city?: string; county?: string; state?: string }
  /** City as typed, folded, for places that have no code. */
  cityName?: string
}

/** Who belongs to one group belongs to the other too. Only yes carries over: no says nothing about the wider group. */
const IMPLIES: readonly (readonly [Population, Population])[] = [
  ['transgender', 'lgbtq'],
  ['undocumented', 'immigrant'],
  ['refugee-asylee', 'immigrant'],
]

/** Case, accents and punctuation away: "St. Mary’s" and "saint marys" stay apart, "Peñitas" and "PENITAS" do not. */
export function foldPlace(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const cache = new WeakMap<Person, Known>()

/** What is known of `person` at `now`. Kept for as long as the caller keeps the person object, which nobody changes. */
export function knownOf(person: Person, now: Date): Known {
  const cached = cache.get(person)
  if (cached && cached.now.getTime() === now.getTime()) return cached
  const populations = { ...person.populations }
  for (const [narrow, wide] of IMPLIES) if (populations[narrow]) populations[wide] ??= true
  const known: Known = { person, now, populations, areas: areasOf(person) }
  if (person.residence?.city) known.cityName = foldPlace(person.residence.city)
  cache.set(person, known)
  return known
}

function areasOf({ residence }: Person): Known['areas'] {
  if (!residence) return {}
  const { postalCode, city, county, state } = residence
  const areas: Known['areas'] = {}
  if (postalCode) areas.zip = `zip:${postalCode}`
  if (county) areas.county = `county:${county}`
  if (state) areas.state = `state:${state}`
  if (city && state) areas.city = `city:${state}:${foldPlace(city)}`
  return areas
}
