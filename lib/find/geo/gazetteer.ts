import { CITY_ALIASES, COUNTY_ALIASES, STATE_ALIASES } from '#data/places/vocabulary.ts'
import { foldName } from './names.ts'
import { type City, type County, citiesNamed, counties, type State, states, zipOf } from './tables.ts'

/** A place that was named: a ZIP code, a city, a county or a state, with a point to measure from. */
export type Place = {
  /** As people write it: `San Antonio, TX 78204`, `Bexar County, TX`, `Texas`. */
  label: string
  kind: 'zip' | 'city' | 'county' | 'state'
  /** Degrees, WGS 84. Of a county or state: where its people live, in the middle. */
  lat: number
  lng: number
  city?: string
  /** FIPS, five digits. Of a city: the county its centre lies in. */
  county?: string
  /** USPS, two letters. */
  state: string
  /** Five digits. */
  postalCode?: string
}

/** A point too far from every place of the tables to be called by one's name. */
export type UnnamedPlace = { label: string; kind: 'point'; lat: number; lng: number }

/** `78204`, `78204-1234`; undefined when the Census and GeoNames know no such ZIP. */
export function findPostalCode(zip: string): Place | undefined {
  const code = /^\s*(\d{5})(?:-?\d{4})?\s*$/.exec(zip)?.[1]
  const row = code === undefined ? undefined : zipOf(code)
  const state = row && states().byFips.get(row.county.slice(0, 2))
  if (!row || !state) return undefined
  return {
    label: `${row.city}, ${state.code} ${row.zip}`,
    kind: 'zip',
    lat: row.lat,
    lng: row.lng,
    city: row.city,
    county: row.county,
    state: state.code,
    postalCode: row.zip,
  }
}

function statePlace(state: State): Place {
  return { label: state.name, kind: 'state', lat: state.lat, lng: state.lng, state: state.code }
}

/** A USPS code (`TX`, `tx`), or a name in English or Spanish (`Texas`, `Nueva York`). */
export function findState(nameOrCode: string): Place | undefined {
  const trimmed = nameOrCode.trim()
  const folded = foldName(trimmed)
  const { byCode, byName } = states()
  const state =
    byCode.get(trimmed.replaceAll('.', '').toUpperCase()) ??
    byName.get(folded) ??
    byCode.get(STATE_ALIASES.get(folded) ?? '') ??
    byCode.get(STATE_ALIASES.get(folded.replace(/^(?:state of|estado de) /, '')) ?? '') ??
    byName.get(folded.replace(/^(?:state of|estado de) /, ''))
  return state && statePlace(state)
}

export function countyLabel(county: Pick<County, 'name' | 'kind' | 'state'>): string {
  return [county.kind ? `${county.name} ${county.kind}` : county.name, county.state.code].join(', ')
}

function countyPlace(county: County): Place {
  const { lat, lng, fips, state } = county
  return { label: countyLabel(county), kind: 'county', lat, lng, county: fips, state: state.code }
}

const COUNTY_WORDS =
  /^(?:the )?(?:county of|condado de(?:l)?|parroquia de|municipio de) | (?:county|counties|cnty|co|parish|borough|municipio|municipality|census area|city and borough)$/g

/**
 * A FIPS code of five digits, or a name with or without "County", "Parish", "Condado de", and the state in any
 * form. Without a state, a name that several counties bear means one of them only where hardly anybody could mean
 * another: it has at least `dominance` times the people of the next (Cook, Harris, Dallas; not Jackson, Orange).
 */
export function findCounty(nameOrFips: string, state?: string, dominance = 20): Place | undefined {
  const text = nameOrFips.trim()
  if (/^\d{5}$/.test(text)) {
    const county = counties().byFips.get(text)
    return county && countyPlace(county)
  }
  const [name, stated] = splitState(text, state)
  const code = stated === undefined ? undefined : findState(stated)?.state
  if (stated !== undefined && code === undefined) return undefined
  const [first, second] = countiesCalled(name, code)
  if (!first || (second && first.population < dominance * second.population)) return undefined
  return countyPlace(first)
}

/** Counties of a name, the most people first; "Fairfax" is the county, "Fairfax city" the independent city beside it. */
function countiesCalled(name: string, state: string | undefined): readonly County[] {
  const { byFips, byName } = counties()
  const bare = foldName(name).replace(COUNTY_WORDS, '').trim()
  const aliased = byFips.get(COUNTY_ALIASES.get(`${bare}|${state ?? 'FL'}`) ?? '')
  if (aliased) return [aliased]
  const wantsCity = bare.endsWith(' city') && !byName.has(bare)
  const named = byName.get(wantsCity ? bare.slice(0, -' city'.length) : bare) ?? []
  const inState = named.filter((one) => !state || one.state.code === state)
  const fitting = inState.filter((one) => (one.kind === 'city') === wantsCity)
  return (fitting.length > 0 ? fitting : inState).toSorted((a, b) => b.population - a.population)
}

/** `Oakland, CA` → name and state; a state given beside wins. */
function splitState(text: string, state?: string): [name: string, state: string | undefined] {
  const comma = text.lastIndexOf(',')
  if (comma < 0) return [text, state]
  const after = text.slice(comma + 1).trim()
  return findState(after) ? [text.slice(0, comma), state ?? after] : [text, state]
}

export function cityPlace(city: City): Place {
  const { name, county, lat, lng, state } = city
  return { label: `${name}, ${state.code}`, kind: 'city', lat, lng, city: name, county, state: state.code }
}

/** Cities of a name or nickname, largest first; `state` is a USPS code. */
export function citiesCalled(name: string, state?: string): readonly City[] {
  const folded = foldName(name)
  const alias = CITY_ALIASES.get(folded)
  if (alias !== undefined) {
    const [real = '', code] = alias.split(',')
    if (!state || state === code)
      return citiesNamed(foldName(real)).filter((city) => city.state.code === code)
  }
  const named = citiesNamed(folded)
  return state ? named.filter((city) => city.state.code === state) : named
}

/** A city or post town: `San Antonio`, `Oakland, CA`, `city of Mission`. Without a state, the one with most people. */
export function findCity(name: string, state?: string): Place | undefined {
  const [own, stated] = splitState(name.trim(), state)
  const code = stated === undefined ? undefined : findState(stated)?.state
  if (stated !== undefined && code === undefined) return undefined
  const bare = own.replace(/^(?:the )?(?:city|town|village|ciudad|pueblo) (?:of|de) /i, '')
  const city = citiesCalled(bare, code)[0] ?? citiesCalled(own, code)[0]
  return city && cityPlace(city)
}
