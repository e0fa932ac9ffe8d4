import { type AreaCode, areaCodesOf, type PlaceParts } from './areas.ts'
import type { Place, UnnamedPlace } from './places.ts'
import { possibleAreas } from './possible-areas.ts'
import { isCity, isZip } from './tables.ts'

/** Where somebody lives or looks, in the form that hundreds of service areas are compared with. */
export type Whereabouts = {
  /** Areas that hold the place. */
  codes: ReadonlySet<AreaCode>
  /** Areas that may hold it. */
  possible: ReadonlySet<AreaCode>
  /** Whether its ZIP code and its city are known for certain, and whether it may be in any state. */
  zip: boolean
  city: boolean
  anywhere: boolean
}

/** Where somebody looks. Null when nothing of the place is known. */
export function whereaboutsOf(place: Place | UnnamedPlace): Whereabouts | null {
  return place.kind === 'point' ? null : kept(partsNamed(place), true)
}

/**
 * Where somebody lives: what is told is taken as it is, what a ZIP code or city only implies says yes and never no, because
 * it turns people away. Null when nothing of it is known.
 */
export function whereaboutsOfHome(parts: PlaceParts): Whereabouts | null {
  return kept(parts, false)
}

/** What is told of a place by its name, without what the tables of places add. */
export function partsNamed({ kind, postalCode, city, county, state }: Place): PlaceParts & { state: string } {
  if (kind === 'zip' && postalCode) return { postalCode, state }
  if (kind === 'city' && city) return { city, state }
  return kind === 'county' && county ? { county, state } : { state }
}

const known = new Map<string, Whereabouts | null>()
const MOST_KNOWN = 2_000

function kept(parts: PlaceParts, exact: boolean): Whereabouts | null {
  const { postalCode, city, county, state } = parts
  const key = JSON.stringify([postalCode, city, county, state, exact])
  let where = known.get(key)
  if (where === undefined) {
    where = read(parts, exact)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, where)
  }
  return where
}

function read(parts: PlaceParts, exact: boolean): Whereabouts | null {
  const codes = areaCodesOf(parts)
  if (codes.length === 0) return null
  const has = (kind: string) => codes.some((code) => code.startsWith(`${kind}:`))
  return {
    codes: new Set(codes),
    possible: new Set(possibleAreas(parts, exact).filter((code) => !codes.includes(code))),
    zip: has('zip'),
    city: parts.city !== undefined || (exact && has('city')),
    anywhere: !has('state'),
  }
}

/**
 * Whether any of the areas holds the place: `no` only when what is known of the place lies outside for certain, `unknown`
 * when more would have to be known of it (a county, and the area is one of its ZIP codes).
 */
export function covers(areas: readonly AreaCode[], where: Whereabouts): 'yes' | 'no' | 'unknown' {
  for (const area of areas) if (where.codes.has(area)) return 'yes'
  for (const area of areas) if (where.possible.has(area) || mayHold(area, where)) return 'unknown'
  return 'no'
}

/** Besides areas that are possible by the tables: a town or ZIP code that no table knows, and anything where nothing is known. */
function mayHold(area: AreaCode, { codes, possible, zip, city, anywhere }: Whereabouts): boolean {
  if (area.startsWith('zip:')) return !zip && (anywhere || !isZip(area.slice('zip:'.length)))
  if (!area.startsWith('city:')) return anywhere
  if (city || anywhere) return !city
  const [, inState, name = ''] = area.split(':')
  return !isCity(name) && (codes.has(`state:${inState}`) || possible.has(`state:${inState}`))
}
