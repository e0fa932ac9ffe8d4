import tzlookup from 'tz-lookup'
import { distanceMeters } from './distance.ts'
import { citiesCalled, findCity, findCounty, findPostalCode, findState, type Place } from './gazetteer.ts'
import { foldName } from './names.ts'
import { counties } from './tables.ts'

/**
 * An area code names an area that a place lies in or does not: `us`, `state:TX`, `county:48029` (FIPS),
 * `zip:78204`, `city:TX:san antonio` (folded name).
 */
export type AreaCode = string

/** Where somebody lives or looks; any part may be missing. County is FIPS, state USPS. */
export type PlaceParts = {
  postalCode?: string | undefined
  city?: string | undefined
  county?: string | undefined
  state?: string | undefined
}

export const cityCode = (name: string, state: string): AreaCode => `city:${state}:${foldName(name)}`

/** The codes of all areas that hold the place, narrowest first. What a ZIP code implies need not be stated. */
export function areaCodesOf(place: Place | PlaceParts): AreaCode[] {
  const zip = place.postalCode === undefined ? undefined : findPostalCode(place.postalCode)
  const state = place.state ?? zip?.state
  const named = place.city ?? zip?.city
  const city = named === undefined || state === undefined ? undefined : citiesCalled(named, state)[0]
  const county = place.county ?? zip?.county ?? city?.county
  const codes = new Set<AreaCode>()
  if (place.postalCode) codes.add(`zip:${place.postalCode}`)
  if (named && state) codes.add(cityCode(city?.name ?? named, state))
  if (county) codes.add(`county:${county}`)
  const inState = state ?? (county === undefined ? undefined : findCounty(county)?.state)
  if (inState) codes.add(`state:${inState}`)
  if (codes.size > 0) codes.add('us')
  return [...codes]
}

/** IANA zone at a point. Throws RangeError for coordinates that do not exist. */
export function timezoneAt(lat: number, lng: number): string {
  return tzlookup(lat, lng)
}

const NATION =
  /^(?:nation ?wide|national(?:ly)?|(?:all of |entire |throughout )?(?:the )?(?:united states(?: of america)?|u\.?s\.?a?\.?)|all (?:50 )?states|(?:a nivel )?nacional|todo el pais|estados unidos|world ?wide|international(?:ly)?|anywhere in the (?:us|united states))$/
const STATE =
  /^(?:state ?wide|(?:all of|entire|whole|throughout|across) (?:the )?state|the entire state|(?:en )?todo el estado|a nivel estatal|estatal)$/
const LEADING =
  /^(?:(?:serv(?:es|ing|ice area:?)|residents of|people (?:living )?in|all of|entire|throughout|within|anyone in|residentes de|todo el|en|in|the|and|y|also)\s+)+/i
const METRO =
  /^(?:greater )?(.+?)(?: metro(?:politan)?(?: area| region)?| area| region| and (?:the )?surrounding areas?)$|^greater (.+)$|^(?:area metropolitana|gran area) de (.+)$/i
const NEW_YORK_CITY = ['36005', '36047', '36061', '36081', '36085'].map((fips) => `county:${fips}`)
/** What a metro area without published borders is taken to reach, around the middle of its city. */
const METRO_KM = 50
/** More ZIP codes than any list written as a range holds; beyond it the range is not believed. */
const LONGEST_ZIP_RANGE = 200

type Home = { state?: string | undefined; county?: string | undefined; city?: string | undefined }
type Part = { text: string; county: boolean }

/**
 * The words of a service area as codes: "Bexar County", "Cook, DuPage and Lake counties", "Statewide", "Nationwide",
 * "San Antonio metro", "33010, 33012". `home` is where the service is, for words that leave that out. Null when any
 * part is not understood: codes are used to rule out, so half an area must not pass for the whole.
 */
export function resolveArea(text: string, home: Home = {}): AreaCode[] | null {
  const whole = foldSpaces(text)
  if (whole === '') return null
  const { parts, state } = partsOf(whole, home.state)
  const codes = new Set<AreaCode>()
  for (const part of parts) {
    const found = resolvePart(part, { ...home, state })
    if (!found) return null
    for (const code of found) codes.add(code)
  }
  return codes.size > 0 ? [...codes] : null
}

const foldSpaces = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.;,\s]+$/, '')

/** Splits a list, spreads a closing "counties" over it, and takes a state behind a name as that name's state. */
function partsOf(whole: string, homeState: string | undefined): { parts: Part[]; state: string | undefined } {
  if (resolveFixed(whole, homeState)) return { parts: [{ text: whole, county: false }], state: homeState }
  const pieces = whole
    .split(/\s*[;,/&\n|]\s*|\s+(?:and|y|or|o)\s+(?!(?:the )?surrounding)/i)
    .map((piece) => piece.replace(/^(?:and|y)\s+/i, '').trim())
    .filter((piece) => piece !== '')
  const plural = pieces.some((piece) => /\b(?:counties|parishes|condados)\b/i.test(piece))
  const parts: Part[] = []
  let state = homeState
  for (const piece of pieces) {
    const asState = findState(piece)
    const previous = parts.at(-1)
    if (asState && previous && !findState(previous.text)) state = asState.state
    else parts.push({ text: piece, county: plural })
  }
  return { parts, state }
}

function resolveFixed(text: string, state: string | undefined): AreaCode[] | undefined {
  const folded = foldName(text.replace(LEADING, ''))
  if (NATION.test(folded) || NATION.test(foldName(text))) return ['us']
  if (STATE.test(folded) || STATE.test(foldName(text))) {
    const code = state && findState(state)?.state
    return code ? [`state:${code}`] : undefined
  }
  if (/^(?:nyc|new york city|(?:all )?(?:the )?five boroughs)$/.test(folded)) return NEW_YORK_CITY
  return undefined
}

function resolvePart({ text, county }: Part, home: Home): AreaCode[] | null {
  const bare = text.replace(LEADING, '')
  const fixed = resolveFixed(text, home.state)
  if (fixed) return fixed
  if (/^county ?wide$/i.test(bare)) return home.county ? [`county:${home.county}`] : null
  if (/^city ?wide$/i.test(bare)) return home.city && home.state ? [cityCode(home.city, home.state)] : null
  const zips = resolveZips(bare)
  if (zips) return zips
  const state = findState(bare.replace(/^state of /i, ''))
  if (state) return [`state:${state.state}`]
  if (county || /\b(?:county|counties|parish|parishes|borough|condados?|cnty|municipio)\b/i.test(bare)) {
    const named = bare.replace(/\bcounties\b/i, 'County').replace(/\bparishes\b/i, 'Parish')
    return codeOfCounty(named.replace(/^(?:los )?condados de/i, 'condado de'), home.state)
  }
  return resolveName(bare, home.state)
}

function codeOfCounty(name: string, state: string | undefined): AreaCode[] | null {
  const found = findCounty(name, state)
  return found?.county ? [`county:${found.county}`] : null
}

/** A bare name is a city where there is one, else a county: few write "Oakland" for a county, many "Miami-Dade". */
function resolveName(name: string, state: string | undefined): AreaCode[] | null {
  const city = unmistakableCity(name, state)
  if (city?.city) return [cityCode(city.city, city.state)]
  const county = codeOfCounty(name, state)
  if (county) return county
  const metro = METRO.exec(name)
  const centre = metro && unmistakableCity(metro[1] ?? metro[2] ?? metro[3] ?? '', state)
  if (!centre) return null
  const near = [...counties().byFips.values()].filter(
    (one) => one.fips === centre.county || distanceMeters(centre, one) <= METRO_KM * 1000,
  )
  return near.map((one) => `county:${one.fips}`)
}

/** Without a state a city counts only when no other has its name, or it is many times as large. */
function unmistakableCity(name: string, state: string | undefined): Place | undefined {
  const bare = name.replace(/^(?:the )?(?:city|town|ciudad) (?:of|de) /i, '')
  if (state) return findCity(bare, state)
  const [first, second] = citiesCalled(bare)
  return first && (!second || first.population >= 20 * second.population) ? findCity(bare) : undefined
}

function resolveZips(text: string): AreaCode[] | undefined {
  const list = /^(?:zip ?(?:codes?)?:?\s*)?((?:\d{5}(?:-\d{4})?)(?:\s+\d{5})*)$/i.exec(text)?.[1]
  if (list) return list.split(/\s+/).map((zip) => `zip:${zip.slice(0, 5)}`)
  const range = /^(?:zip ?(?:codes?)?:?\s*)?(\d{5})\s*(?:-|–|to|through)\s*(\d{5})$/i.exec(text)
  const [from, to] = [Number(range?.[1]), Number(range?.[2])]
  if (!range || to < from || to - from > LONGEST_ZIP_RANGE) return undefined
  const codes: AreaCode[] = []
  for (let zip = from; zip <= to; zip++) {
    const place = findPostalCode(String(zip).padStart(5, '0'))
    if (place?.postalCode) codes.push(`zip:${place.postalCode}`)
  }
  return codes
}
