import { findCity, findCounty, findState } from '#find/geo/places.ts'
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
 * The area that a list of names denotes: "Cook, DuPage and Lake", "the City of Miami", "Alexandria, VA". `counties`:
 * the word county stood behind the list. Nothing where a name cannot be an area.
 */
export function areaNamed(
  list: string,
  { counties, state }: { counties: boolean; state: string | undefined },
): ResidenceField | undefined {
  const closed =
    / (?:and|or|,|&) .* Count(?:y|ies)$/.test(list) && !/Count(?:y|ies),? (?:and|or|&)/.test(list)
  const all = list
    .replace(/\bWashington,? D\.?C\.?(?![a-z])/g, 'DC')
    .split(/,? (?:and|or|y|o|&|and\/or) |, |\/| & /)
    .map(bareName)
    .filter((name) => name !== '' && !BARE.test(name) && !isInitials(name))
  const { names, inState } = withoutState(all)
  if (names.length === 0 || names.some((name) => NO_AREA.test(name) || /(?<!George|Mary|Anne)'s$/.test(name)))
    return undefined
  const home = /Maryland counties/.test(list) ? 'MD' : (inState ?? state)
  return fieldOf(names, counties || closed || /counties of/.test(list), home)
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

/** "Alexandria, VA": a state behind one city says where it is. */
function withoutState(names: string[]): { names: string[]; inState?: string } {
  const [name, code] = names
  const state = names.length === 2 && code && /^[A-Z]{2}$/.test(code) ? findState(code)?.state : undefined
  if (!name || !state || stateCode(name)) return { names }
  return { names: [name], inState: state }
}

/** An abbreviation nobody outside can resolve: "SMC". */
function isInitials(name: string): boolean {
  return /^[A-Z]{3,5}$/.test(name) && SHORT[name] === undefined
}

function fieldOf(names: string[], counties: boolean, state: string | undefined): ResidenceField | undefined {
  const places = names.map((name) => SHORT[name] ?? name)
  const [only] = places
  if (places.length === 1 && only) return onePlace(only, counties, state)
  const text = places.map((name) =>
    counties && !stateCode(name) && !/\bCounty$/.test(name) ? `${name} County` : name,
  )
  return { text: text.join('; ') }
}

function stateCode(name: string): string | undefined {
  const bare = name.replace(/^(?:the )?State of /i, '').replace(/^the /i, '')
  if (/^[A-Z]{2}$/.test(bare) || bare.length > 3) return findState(bare)?.state
  return undefined
}

function onePlace(name: string, county: boolean, state: string | undefined): ResidenceField | undefined {
  const inState = county ? undefined : stateCode(name)
  if (inState) return { state: inState }
  const borough = BOROUGHS[name.toLowerCase()]
  if (borough) return { county: borough, text: name }
  if (!county && !/\bCounty$/.test(name)) return nameOnly(name, state)
  const full = /\bCounty$/.test(name) ? name : `${name} County`
  const found = findCounty(full, state) ?? findCounty(full)
  return found?.county ? { county: found.county, text: full } : { text: full }
}

/** "Miami-Dade residents" leaves "County" out; a name that is no city may be one. */
function nameOnly(name: string, state: string | undefined): ResidenceField {
  const bare = name.replace(/^(?:the )?(?:City|Town|Village) of (?:the )?/i, '')
  if (findCity(bare, state)) return { text: bare }
  const county = findCounty(`${bare} County`, state)
  return county?.county ? { county: county.county, text: `${bare} County` } : { text: bare }
}
