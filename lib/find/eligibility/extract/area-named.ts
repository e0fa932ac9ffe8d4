import { cityCode } from '#find/geo/areas.ts'
import { distanceMeters } from '#find/geo/distance.ts'
import { citiesCalled } from '#find/geo/gazetteer.ts'
import { findCity, findCounty, findState } from '#find/geo/places.ts'
import type { City } from '#find/geo/tables.ts'
import type { ResidenceField } from '../extraction.ts'

/** Words that open a sentence or describe people, and so are no part of a place's name where they stand before it. */
const OPENERS =
  'All|Any|An?|The|Potential|Prospective|Future|Former|Interested|Older|Young|Many|Some|For|Only|Must|Low|Open|Area|Current|Eligible|Seniors?|Homeless|Elderly|Disabled|Legal|Permanent|New(?= resid)|Local|Free|Adults?|Are|Is|Be|If|To|Serv(?:es|ing|ices?)|Proof|Individuals?|Famil(?:y|ies)|Children|Youth|Men|Women|Available|Able|Eligibility|Low-income|Uninsured|Indigent|Pregnant|Veterans?|Provides?|Programs?|Residents?|Primarily|Persons?|People|Applicants?|Clients?|Offers|Single|Qualified|Income|Our|This|We|You|Your|Help|Also|Including|Some|Most|Many|No|Not|And|Or|In|Of|At|From|Priority|Limited|Household|Employed|Victims?|Students?|Participants?|Patients?|Citizens?|Anyone|Everyone|Those|Parents|Caregivers|Immigrants?|Refugees?|Teens?|Adolescents?|Males?|Females?|Girls|Boys|Infants|Mothers|Fathers|Survivors|Currently|Both|Other|Each|Every|Please|Call|Contact|Free|Food|Meals|Clothing|Shelter|Housing|Assistance|Emergency|Non|Registered|Verified|Age|Ages|Have|Make|Hours|Photo|Documents|Fees?|Living|Live|Residing|Reside'
const NOT_A_PLACE = new RegExp(`^(?:(?:${OPENERS})[,:]?\\s+)+`)
const TRAILING = new RegExp(`(?: (?:${OPENERS}))+$`)
const BARE = new RegExp(
  `^(?:${OPENERS}|County|Community|Nursing|U\\.?S\\.?|Us|USA|United States(?: of America)?|America|American|North America|Apartment|Building|House|Center|City|State|School|English|Spanish|Public Housing|Section|HUD|Medicaid|Medicare|Village|Town|Their|HIV|AIDS|[A-Z]|Hispanic|Latino|African|Jewish|Catholic|Summer Camp|After School|Camp|Department|Division|Office|Trust|Coalition|Board|Agency)$`,
)

/** Boroughs that are counties under another name. */
const BOROUGHS: Readonly<Record<string, string>> = {
  manhattan: '36061',
  brooklyn: '36047',
  queens: '36081',
  bronx: '36005',
  'the bronx': '36005',
  'staten island': '36085',
}
const SHORT: Readonly<Record<string, string>> = {
  District: 'DC',
  'District of Columbia': 'DC',
  SF: 'San Francisco',
  NYC: 'New York City',
  LA: 'Los Angeles',
  'D.C.': 'DC',
}

/** A house, a school or a program: who lives there is not a matter of geography. */
const NO_AREA =
  /\b(?:Elementary|School|University|College|House|Home|Shelter|Shelter's|Center|Program|Services|Apts?|Apartments?|Towers?|Manor|Residence|Housing|Complex|Church|Hospital)\b|\b(?!NYC)[A-Z]{3,}\b/

/**
 * The area that a list of names denotes: "Cook, DuPage and Lake", "the City of Miami", "Alexandria, VA". `closing`:
 * the word county, where it stood behind the list. Nothing where a name cannot be an area.
 */
export function areaNamed(
  list: string,
  { closing, state }: { closing: string; state: string | undefined },
): ResidenceField | undefined {
  const closed =
    / (?:and|or|,|&) .* Count(?:y|ies)(?:, [A-Z][A-Za-z ]+)?$/.test(list) &&
    !/Count(?:y|ies),? (?:and|or|&)/.test(list)
  const { names, inState } = inTheirStates(placesIn(list))
  if (names.length === 0 || names.some((name) => NO_AREA.test(name) || /(?<!George|Mary|Anne)'s$/.test(name)))
    return undefined
  const home = /Maryland counties/.test(list) ? 'MD' : state
  return fieldOf(
    names.map((name, at) => ({ name: SHORT[name] ?? name, state: inState[at], home })),
    /counties/i.test(closing) || /Counties(?:,|$)|counties of/.test(list)
      ? 'all'
      : closing || closed
        ? 'last'
        : 'none',
  )
}

const JOINTS = /(,? (?:and|or|y|o|&|and\/or) |, |\/| & )/

/** The names of the list, and whether a comma stands before each. */
function placesIn(list: string): { name: string; afterComma: boolean }[] {
  const parts = list.replace(/\bWashington,? D\.?C\.?(?![a-z])/g, 'DC').split(JOINTS)
  return parts
    .filter((_, at) => at % 2 === 0)
    .map((part, nth) => ({ name: bareName(part), afterComma: parts[nth * 2 - 1] === ', ' }))
    .filter(({ name }) => name !== '' && !BARE.test(name) && !isInitials(name))
}

/** "Alexandria, VA", "Jackson County, Missouri or Johnson County, Kansas": a state behind places says where they are. */
function inTheirStates(places: { name: string; afterComma: boolean }[]): {
  names: string[]
  inState: (string | undefined)[]
} {
  const names: string[] = []
  const inState: (string | undefined)[] = []
  let told = 0
  for (const { name, afterComma } of places) {
    const state = /^[A-Z]{2}$|^.{4,}$/.test(name) ? stateCode(name) : undefined
    const before = names.at(-1)
    if (afterComma && state && before && told < names.length && (!stateCode(before) || before === name)) {
      inState.fill(state, told)
      told = names.length
      continue
    }
    names.push(name)
    inState.push(undefined)
  }
  return { names, inState }
}

function bareName(name: string): string {
  return name
    .replace(/^(?:the |surrounding )*/i, '')
    .replace(NOT_A_PLACE, '')
    .replace(TRAILING, '')
    .replace(/^of (?:the )?/, '')
    .replace(/^(?:and|or) /, '')
    .replace(/^.*counties of /, '')
    .replace(/ (?:Counties|Area|Community|Neighborhood|Neighbourhood)$/i, '')
    .trim()
}

/** An abbreviation nobody outside can resolve: "SMC". */
function isInitials(name: string): boolean {
  return /^[A-Z]{3,5}$/.test(name) && SHORT[name] === undefined
}

/** A place, the state that the text names for it, and the state of the listing. */
type Named = { name: string; state: string | undefined; home: string | undefined }

function fieldOf(places: Named[], counties: 'all' | 'last' | 'none'): ResidenceField | undefined {
  const [only] = places
  if (places.length === 1 && only) return onePlace(only, counties !== 'none')
  const full = places.map((place, at) => {
    // "Washington" may be the state, but not in "Clackamas and Washington Counties".
    const county =
      counties === 'all' ? !/^[A-Z]{2}$/.test(place.name) : counties === 'last' && at === places.length - 1
    const named = county || (counties === 'last' && (place.state !== undefined || !stateCode(place.name)))
    return { ...place, name: named && !/\bCounty$/.test(place.name) ? `${place.name} County` : place.name }
  })
  return withCodes(full.map((place) => ({ ...place, code: codeOf(place) })))
}

function withCodes(places: { name: string; code: string | undefined }[]): ResidenceField {
  return {
    text: places.map(({ name }) => name).join('; '),
    ...(places.some(({ code }) => code) && { codes: places.map(({ code }) => code ?? null) }),
  }
}

/** The area's code, where no other place of the name can be meant. */
function codeOf({ name, state, home }: Named): string | undefined {
  const alone = state === undefined ? stateCode(name) : undefined
  if (alone) return `state:${alone}`
  if (/\bCounty$/.test(name)) {
    const county = state ? findCounty(name, state) : (findCounty(name, home) ?? findCounty(name))
    return county?.county && `county:${county.county}`
  }
  const inState = state ?? home
  const city = inState ? citiesCalled(name, inState)[0] : undefined
  if (!inState || !city || (state === undefined && hasTwin(city))) return undefined
  return cityCode(city.name, inState)
}

/** How far away a city of the same name may be for people to speak of both without the state. */
const TWINS_KM = 100

function hasTwin(city: City): boolean {
  return citiesCalled(city.name).some(
    (other) => other.state !== city.state && distanceMeters(city, other) < TWINS_KM * 1000,
  )
}

function stateCode(name: string): string | undefined {
  const bare = name.replace(/^(?:the )?State of /i, '').replace(/^the /i, '')
  if (/^[A-Z]{2}$/.test(bare) || bare.length > 3) return findState(bare)?.state
  return undefined
}

function onePlace(place: Named, county: boolean): ResidenceField | undefined {
  const { name, state, home } = place
  const alone = county || state ? undefined : stateCode(name)
  if (alone) return { state: alone }
  const borough = BOROUGHS[name.toLowerCase()]
  if (borough) return { county: borough, text: name }
  if (!county && !/\bCounty$/.test(name)) return nameOnly(place)
  const full = /\bCounty$/.test(name) ? name : `${name} County`
  const found = state ? findCounty(full, state) : (findCounty(full, home) ?? findCounty(full))
  return found?.county ? { county: found.county, text: full } : { text: full }
}

/** "Miami-Dade residents" leaves "County" out; a name that is no city may be one. */
function nameOnly({ name, state, home }: Named): ResidenceField {
  const bare = name.replace(/^(?:the )?(?:City|Town|Village) of (?:the )?/i, '')
  if (findCity(bare, state ?? home))
    return withCodes([{ name: bare, code: codeOf({ name: bare, state, home }) }])
  const county = findCounty(`${bare} County`, state ?? home)
  return county?.county ? { county: county.county, text: `${bare} County` } : { text: bare }
}
