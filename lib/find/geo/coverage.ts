import { type AreaCode, areaCodesOf, type PlaceParts } from './areas.ts'
import { findCounty, findPostalCode, type Place } from './places.ts'

/** Where somebody lives or looks, in the form that hundreds of service areas are compared with. */
export type Whereabouts = {
  codes: ReadonlySet<AreaCode>
  zip: string | undefined
  county: string | undefined
  state: string | undefined
  city: boolean
}

/** Null when nothing of the place is known. */
export function whereaboutsOf(place: Place | PlaceParts): Whereabouts | null {
  const codes = areaCodesOf(place)
  if (codes.length === 0) return null
  const part = (kind: string) => codes.find((code) => code.startsWith(`${kind}:`))?.slice(kind.length + 1)
  return {
    codes: new Set(codes),
    zip: part('zip'),
    county: part('county'),
    state: part('state'),
    city: part('city') !== undefined,
  }
}

/**
 * Whether any of the areas holds the place: `no` only when what is known of the place lies outside for certain, `unknown`
 * when more would have to be known of it (a county, and the area is one of its ZIP codes).
 */
export function covers(areas: readonly AreaCode[], where: Whereabouts): 'yes' | 'no' | 'unknown' {
  for (const area of areas) if (where.codes.has(area)) return 'yes'
  return areas.some((area) => mayHold(area, where)) ? 'unknown' : 'no'
}

/** Whether the place may lie in an area that its known codes do not name. */
function mayHold(area: AreaCode, where: Whereabouts): boolean {
  const [kind, name = ''] = area.split(':')
  switch (kind) {
    case 'state':
      return where.state === undefined
    case 'county':
      return where.county === undefined && mayBeIn(where, findCounty(name)?.state)
    case 'zip': {
      if (where.zip !== undefined) return false
      const zip = findPostalCode(name)
      if (where.county !== undefined && zip?.county !== undefined && zip.county !== where.county) return false
      return mayBeIn(where, zip?.state)
    }
    case 'city':
      return !where.city && mayBeIn(where, name)
    default:
      return false
  }
}

function mayBeIn(where: Whereabouts, state: string | undefined): boolean {
  return where.state === undefined || state === undefined || where.state === state
}
