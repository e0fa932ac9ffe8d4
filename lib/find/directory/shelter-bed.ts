/**
 * Which services have a bed that nobody should find who is not meant to. When in doubt they have: a steward can release
 * a place, nobody can take an address back.
 */

/** Needs whose beds are in places that are kept secret or quiet, whether a feed thinks of saying so or not. */
const SHELTERING = new Set(['safety.domestic-violence', 'safety.trafficking'])
const SHELTERED = new Set(['housing.recovery'])
const KIND =
  "emergency|crisis|safe|domestic violence|dv|women'?s|confidential|24-hour|family|residential|temporary|transitional|overnight|short-term|long-term|secure|supportive|recovery|sober"
const BED = `(?:(?:${KIND})(?:,? (?:and |or )?(?:${KIND}))* (?:shelters?|housing|lodging|residences?|beds?|stays?|living(?: (?:homes?|houses?|environments?))?|homes?|houses?)|shelters?|safe[- ]?(?:houses?|homes?)|(?:oxford|halfway|three-quarter) houses?|beds?|housing)`
/** A name that is a house, and words that offer one. */
const NAMED_BED =
  /\b(?:shelters?|safe[- ]?(?:house|home)s?|residential|residence|transitional (?:housing|living)|emergency housing|refuge|haven|(?:oxford|halfway|sober|recovery) (?:house|home|living)s?|albergues?|refugios?|casa (?:segura|de acogida))\b/i
const OFFERED_BED = new RegExp(
  [
    `\\b(?:${KIND})(?:,? (?:and |or )?(?:${KIND}))* (?:shelters?|housing|lodging|residences?|beds?|stay|living|homes?|houses?)\\b`,
    '\\bsafe[- ]?(?:house|home)s?\\b|\\b\\d+[- ]beds?\\b|\\bshelter (?:for|beds?|program|services)\\b|\\brooms at\\b|\\bbeds? for\\b',
    '\\b(?:oxford|halfway|three-quarter) houses?\\b|(?<!non[- ])\\bresidential (?:care|facilit(?:y|ies)|homes?)\\b',
    // An item of a list of what there is.
    `(?:^|[*•·:,;]) ?(?:(?:${KIND}) )*shelters?(?= ?(?:$|[*•·,;.]|and\\b))`,
    '\\b(?:provides?|offers?|runs?|operates?|maintains?)\\b[^.;]{0,40}\\bshelters?\\b|\\bshelter\\b(?=,| and | is )',
    '\\b(?:albergues?|refugios?|camas?|alojamiento|casa (?:segura|de acogida))\\b',
  ].join('|'),
  'i',
)
/** No comma: behind one, "referrals to legal aid, and shelter" goes on with what is the service's own. */
const MANY = "(?:[a-z0-9'&-]+ ){0,6}?"
const OTHERS =
  "(?:(?:an)?other|partner(?:ing|ed)?|local|area|nearby|other area|community|outside|participating) (?:[a-z'-]+ ){0,2}?(?:agenc(?:y|ies)|organizations?|programs?|providers?|partners?|shelters?)"
/**
 * Somebody else's bed: a lawyer who gets an order to vacate, an advocate who finds a shelter, a partner that has one.
 * Each takes the bed with it and leaves the rest of the sentence, so that "shelter, counseling and referrals" stays a
 * shelter.
 */
const ELSEWHERE: readonly RegExp[] = [
  new RegExp(
    `\\b(?:referrals?|referr?(?:ed|s|ing)?|place(?:d|s|ment)?|connect(?:s|ed|ing|ions?)?|links?|linked|linkages?|links?|transport(?:s|ed|ation|ing)?|transfers?|access(?:es)?|admission|applications?|appl(?:y|ying)|vouchers?|payments?|screen(?:s|ing|ed)?|waiting lists?|information|lists?|director(?:y|ies)|alternatives?|transition(?:s|ing)?) (?:to|for|in|into|with|on|about|of|at|from)\\s+${MANY}${BED}\\b`,
    'gi',
  ),
  new RegExp(
    `\\b(?:find(?:s|ing)?|locat(?:e|es|ing)|secur(?:e|es|ing)|obtain(?:s|ing)?|seek(?:s|ing)?|get(?:s|ting)?|arrang(?:e|es|ing)(?: for)?|coordinat(?:e|es|ing)|identif(?:y|ies|ying)|need(?:s|ing)?|leav(?:e|es|ing)|(?:assist(?:s|ance|ing)?|help(?:s|ing)?) (?:with|in|to (?:get|find|access|obtain|locate|enter)))\\s+${MANY}${BED}\\b`,
    'gi',
  ),
  new RegExp(
    `\\b${BED} (?:referrals?|placements?|search|information|listings?|vouchers?|lists?|applications?|hotlines?|advocacy)\\b`,
    'gi',
  ),
  new RegExp(
    `\\b${BED} (?:(?:is|are|may be|can be) )?(?:offered|provided|operated|run|available|arranged) (?:by|through|from|at|via) (?:an? |our |the )?${OTHERS}\\b[^.;]*`,
    'gi',
  ),
  new RegExp(`\\b${OTHERS}\\b[^.;]*`, 'gi'),
  /\b(?:partner(?:s|ed|ing|ship)?|contract(?:s|ed|ing)?|collaborat(?:es|ion|ing)|works?|working|together) with\s+[^.;]*/gi,
  /\b(?:order|motion|petition)[^.;]{0,60}\b(?:residences?|homes?|shelter)\b/gi,
  new RegExp(
    `\\b(?:residents?|clients?|people|persons?|women|men|families|survivors|victims|those|guests) (?:who (?:are|live|stay) |living |staying |residing )?(?:in|at|of|from) (?:[a-z'-]+ ){0,3}?${BED}\\b`,
    'gi',
  ),
  /\b(?:derivaci[oó]n(?:es)?|remisi[oó]n|remite|ayuda (?:a|para) (?:encontrar|buscar)|encontrar|buscar|acceso)\b[^.;,]*\b(?:albergues?|refugios?|alojamiento)\b/gi,
]

/** Whether a text offers a bed of the service's own, speaks only of beds elsewhere, or of none. */
function bedIn(text: string): 'own' | 'elsewhere' | 'none' {
  const line = text.replace(/(?:\\n|\s)+/g, ' ')
  if (!OFFERED_BED.test(line)) return 'none'
  const own = ELSEWHERE.reduce((rest, phrase) => rest.replace(phrase, ' … '), line)
  return OFFERED_BED.test(own) ? 'own' : 'elsewhere'
}

type Sheltering = {
  needIds: readonly string[]
  name: string
  /** Descriptions. */
  texts: readonly (string | null)[]
}

/**
 * Whether a service has a bed in domestic violence, trafficking or recovery housing. Its place is then held back until
 * a steward releases it, unless one already has. A name or a text that offers a bed says so; where all that is said of
 * beds is that they are elsewhere, the place is an office. Where nothing is said, recovery housing is a bed by what it
 * is, and the other two are where a second need is one.
 */
export function isShelterBed({ needIds, name, texts }: Sheltering): boolean {
  const recovery = needIds.some((id) => SHELTERED.has(id))
  if (!recovery && !needIds.some((id) => SHELTERING.has(id))) return false
  const named = ELSEWHERE.reduce((rest, phrase) => rest.replace(phrase, ' … '), name)
  if (NAMED_BED.test(named)) return true
  const said = texts.map((text) => (text === null ? 'none' : bedIn(text)))
  if (said.includes('own')) return true
  if (said.includes('elsewhere')) return false
  return (
    recovery || needIds.some((id) => /^housing\.(?:shelter|youth-shelter|transitional|supportive)$/.test(id))
  )
}
