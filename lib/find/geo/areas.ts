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
/** One name of a list, with the state that stands behind it; `city` where the name is a state's too and means the city. */
type Part = { text: string; county: boolean; state?: string; city?: true }

/**
 * The words of a service area as codes: "Bexar County", "Cook, DuPage and Lake counties", "Statewide", "Nationwide",
 * "San Antonio metro", "33010, 33012". `home` is where the service is, for words that leave that out. Null when any
 * part is not understood: codes are used to rule out, so half an area must not pass for the whole.
 */
export function resolveArea(text: string, home: Home = {}): AreaCode[] | null {
  const whole = foldSpaces(text)
  if (whole === '') return null
  const parts = partsOf(whole, home.state)
  if (!parts) return null
  const codes = new Set<AreaCode>()
  for (const part of parts) {
    const found = resolvePart(part, { ...home, state: part.state ?? home.state })
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

const COUNTRY = /^(?:the )?(?:united states(?: of america)?|u ?s ?a?|estados unidos(?: de america)?|ee ?uu)$/

/**
 * Splits a list, spreads a closing "counties" over it, and takes a state behind a name as that name's state, a country
 * behind it as no more than its address. Null where a name may be a city of the state behind it or a state beside it.
 */
function partsOf(whole: string, homeState: string | undefined): Part[] | null {
  if (resolveFixed(whole, homeState)) return [{ text: whole, county: false }]
  const pieces = piecesOf(whole)
  const plural = pieces.some(({ text }) => /\b(?:counties|parishes|condados)\b/i.test(text))
  const parts: Part[] = []
  let stated: string | undefined
  for (const { text, behindComma } of pieces) {
    const state = findState(text)?.state
    const previous = parts.at(-1)
    const open = previous && !previous.state ? previous : undefined
    const named = open && findState(open.text)?.state
    if (state && open && !named) {
      stated = state
      for (const part of parts) if (!part.state && !findState(part.text)) part.state = state
    } else if (state && open && named && behindComma && isCityOf(open.text, state)) {
      // "NY" behind a comma says where the name before it is; "Oregon, Missouri" may be a city or two states.
      const isCity = isShort(text) || named === state
      if (!isCity && pieces.length === 2) return null
      if (isCity) Object.assign(open, { state, city: true })
      else parts.push({ text, county: plural })
    } else parts.push({ text, county: plural })
  }
  return parts.map((part) => (part.state || stated === undefined ? part : { ...part, state: stated }))
}

type Piece = { text: string; behindComma: boolean }

function piecesOf(whole: string): Piece[] {
  const split = whole.split(/(\s*[;,/&\n|]\s*|\s+(?:and|y|or|o)\s+(?!(?:the )?surrounding))/i)
  const pieces: Piece[] = []
  for (let at = 0; at < split.length; at += 2) {
    const text = (split[at] ?? '').replace(/^(?:and|y)\s+/i, '').trim()
    const [before, behind] = [split[at - 1]?.trim(), split[at + 1]?.trim()]
    const isAddress = before === ',' && behind !== ',' && COUNTRY.test(foldName(text))
    if (text !== '' && !isAddress) pieces.push({ text, behindComma: before === ',' })
  }
  return pieces
}

const isShort = (state: string) => state.replaceAll('.', '').length === 2

/** The name of a state, spelt out, that is also one of a city of this state: "Washington" in DC, "New York" in NY. */
function isCityOf(name: string, state: string): boolean {
  return !isShort(name) && citiesCalled(name, state).length > 0
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

function resolvePart({ text, county, city }: Part, home: Home): AreaCode[] | null {
  const bare = text.replace(LEADING, '')
  if (city) return resolveName(bare, home.state)
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
  if (city?.city === 'Washington' && city.state === 'DC') return ['state:DC']
  // The post calls Manhattan alone "New York, NY"; who lives in Brooklyn is served too.
  if (city?.city === 'New York' && city.state === 'NY') return NEW_YORK_CITY
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
