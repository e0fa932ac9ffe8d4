import type { Person } from '#find/eligibility/facts.ts'
import { partsNamed } from '#find/geo/coverage.ts'
import { findPlaceNamed, type Place } from '#find/geo/places.ts'
import { type MatchRequestInput, MOST_RESULTS } from '#find/matching/request.ts'
import { personOf, type Search, type SearchProblem } from './search-params.ts'

export const RESULTS_A_PAGE = 20

/** How many pages there are of what may help. */
export function pagesOf({ fits, askFirst }: { fits: number; askFirst: number }): number {
  return Math.ceil(Math.min(fits + askFirst, MOST_RESULTS) / RESULTS_A_PAGE)
}

/** A search as the engine takes it. Places are found first: one that nobody knows is reported and left out. */
export function matchRequestOf(search: Search): {
  request: MatchRequestInput
  /** Where help is looked for, when the search names it. */
  place: Place | null
  problems: SearchProblem[]
} {
  const problems: SearchProblem[] = []
  const find = (field: 'near' | 'residence'): Place | null => {
    const found = search[field] ? findPlaceNamed(search[field]) : undefined
    if (search[field] && !found) problems.push({ field, value: search[field] })
    return found ?? null
  }
  const place = find('near')
  const home = find('residence')
  const person: Person = { ...personOf(search), ...(home && { residence: partsNamed(home) }) }
  return {
    request: {
      ...(search.text && { text: search.text }),
      ...(search.need.length > 0 && { needs: search.need }),
      ...(place && { near: nearOf(place) }),
      ...(search.within !== null && { withinMiles: search.within }),
      ...(Object.keys(person).length > 0 && { person }),
      ...((search.children !== null || search.pets) && { with: companyOf(search) }),
      ...(search.access.length > 0 && { access: search.access }),
      ...(search.delivery.length > 0 && { delivery: search.delivery }),
      ...(search.open && { openAt: search.open }),
      ...(search.ignore.length > 0 && { ignore: search.ignore }),
      ...(search.skip.length > 0 && { skip: search.skip }),
      facets: true,
      sort: search.sort ?? 'best',
      limit: RESULTS_A_PAGE,
      offset: ((search.page ?? 1) - 1) * RESULTS_A_PAGE,
    },
    place,
    problems,
  }
}

function nearOf(place: Place): NonNullable<MatchRequestInput['near']> {
  if (place.postalCode) return { postalCode: place.postalCode }
  if (place.kind === 'county' && place.county) return { county: place.county }
  // A state by its code: by its name New York would be the city.
  return { text: place.kind === 'state' ? place.state : place.label }
}

function companyOf({ children, pets }: Search): NonNullable<MatchRequestInput['with']> {
  return { ...(children !== null && { children }), ...(pets && { pets: true }) }
}
