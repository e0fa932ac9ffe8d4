import { zipsWithin } from '#find/geo/nearest.ts'
import type { Place, UnnamedPlace } from '#find/geo/places.ts'
import { RANKING } from './ranking.ts'

/** How far people here go for help, in metres: a few miles in a city, an hour's drive in the country. */
export type Reach = { meters: number }

const known = new Map<string, Reach>()
const MOST_KNOWN = 5_000

/**
 * The distance within which a given number of ZIP codes lie. ZIP codes follow people and post, so their density tells
 * city from country without a table of its own. A county or a state is reached from somewhere within it.
 */
export function reachAround({ lat, lng, kind }: Place | UnnamedPlace): Reach {
  const key = `${kind} ${lat.toFixed(2)} ${lng.toFixed(2)}`
  const cached = known.get(key)
  if (cached) return cached
  const { zipsInReach, nearestKm, farthestKm, countyKm, stateKm } = RANKING.reach
  const around = zipsWithin({ lat, lng }, farthestKm)[zipsInReach - 1]?.meters ?? farthestKm * 1000
  const least = kind === 'state' ? stateKm : kind === 'county' ? countyKm : nearestKm
  const reach = { meters: Math.max(around, least * 1000) }
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, reach)
  return reach
}
