import type { ResidenceField } from '../extraction.ts'
import { areaNamed } from './area-named.ts'

export type ResidenceMention = { phrase: string; value: ResidenceField }

const NAME =
  "(?:(?:the )?(?:City|Town|Village|County|State|District|Township|Borough|Islands?) of (?:the )?)?(?:St\\. |Ft\\. |Mt\\. |U\\.S\\. )?(?:D\\.C\\.|N\\.Y\\.|[A-Z][A-Za-zÀ-ÿ'-]*)(?:(?: (?:of|de|del|la|las|los|el))? (?:St\\. )?[A-Z][A-Za-zÀ-ÿ'-]*){0,4}"
const JOIN = '(?:,? (?:and|or|y|o|&|and/or) |, |/| & )'
const NAMES = `${NAME}(?:(?:${JOIN})(?:the )?(?:surrounding )?(?:Maryland counties of )?${NAME}){0,39}`
const COUNTY = '(?:,? (?:Count(?:y|ies)|count(?:y|ies)|Parish(?:es)?|area)\\b)?'

const LIMITS =
  '(?:(?:boundaries|limits|area|(?:city|town|village|county) limits|corporate limits) of (?:the )?)?(?:(?:city|town|village|state|county|township) of (?:the )?)?'

/** Each pattern's first group is the list of names, the second a closing "County". */
const PATTERNS: readonly RegExp[] = [
  new RegExp(
    `(${NAMES})(${COUNTY})(?: (?:adult|area|only|senior|permanent|legal|full-time|limits?))* [Rr]esiden(?:ts?|c[ey](?: is)? (?:only|required))\\b`,
    'g',
  ),
  new RegExp(
    `\\b[Rr]esid(?:ents?|ed?|es|ing|ency|ences?) (?:\\w+ )?(?:of|in|within|from|inside) (?:the )?${LIMITS}(${NAMES})(${COUNTY})`,
    'g',
  ),
  new RegExp(
    `\\b[Ll]iv(?:e|es|ing) (?:\\w+ )?(?:in|within|inside|inside of) (?:the )?${LIMITS}(${NAMES})(${COUNTY})`,
    'g',
  ),
  new RegExp(
    `\\b(?:[Ss]erv(?:es|ing|e)|[Cc]over(?:s|ing)|[Ll]imited to|[Ii]ntended for|[Aa]vailable to|[Oo]pen to) (?:only |all |the )*(?:residents (?:of|in) )?(?:the )?(${NAMES})( Count(?:y|ies)\\b| counties\\b)`,
    'g',
  ),
  new RegExp(`\\b(?:within|inside) (?:the )?(${NAMES})() city limits\\b`, 'g'),
  new RegExp(`\\b[Pp]roof of (?:living in |residen(?:cy|ce) in )(?:the )?(${NAMES})(${COUNTY})`, 'g'),
  new RegExp(`\\b[Pp]roof of (?:[a-z, -]{0,40})?(${NAMES})(${COUNTY}) residen(?:cy|ce)`, 'g'),
  new RegExp(
    `\\b(?:[Tt]oda la )?[Pp]oblaci[oó]n (?:de|del|en) (?:la |el )?(?:ciudad de |municipio de |distritos? de )?(${NAMES})()`,
    'g',
  ),
  new RegExp(
    `\\b(?:[Ee]mpadronad[oa]s?|[Rr]esidentes?|[Vv]ecin[oa]s|[Rr]esid(?:ir|an|en?)|[Vv]iv(?:an?|en?|ir))(?: o (?:ser )?residentes?)? (?:en|de) (?:el |la |los |las )?(?:estado de |municipio de |ciudad de |condados? de |distritos? de )?(${NAMES})()`,
    'g',
  ),
]
const PEOPLE_IN =
  /\b(?:individuals?|people|persons?|famil(?:y|ies)|residents|youth|adults?|children|seniors|elderly|households?|parents|veterans?|women|men|males|females|homeless|citizens|anyone|those|clients|girls|boys|students|infants|tenants|homeowners|homebound|survivors|victims|low[- ]income|immigrants|teens|adolescents|caregivers?|assistance|everyone|all|crimes?|refugees?|entrants?|farmworkers?|migrants?|offenders|patients|consumers|applicants|teenagers|mothers|fathers|older|renters)\b/i
/** What is in the county is a school, a court or a job, not a home. */
const NO_HOME =
  /\b(?:schools?|colleges?|courts?|jails?|facilit(?:y|ies)|hospitals?|clinics?|centers?|registered|offices?|propert(?:y|ies)|business(?:es)?|work(?:s|ing)?|employed|located|sites?|agenc(?:y|ies)|attending|programs?|providers?|departments?|services?|communities|neighborhoods?|locations?|apartments?|housing|buildings?) $/i
const PEOPLE_BEFORE = new RegExp(
  `${PEOPLE_IN.source.slice(0, -2)}\\b(?: (?:living|who live|residing))? $`,
  'i',
)
/** In running prose residents are those served only where it says so: not "meetings with DC residents". */
const FOR_THEM =
  /(?:^|\b(?:(?:for|to|applications from|requests from|serv(?:es?|ing)|only|all|any|assist(?:s|ing)?|help(?:s|ing)?|eligible|an?|are|be|limited to|as well as,)) )(?:[a-z-]+ ){0,3}$/i
const COUNTY_PEOPLE = new RegExp(
  `(${NAMES})( Count(?:y|ies)) (?:adults|seniors|parents|renters|families|homeowners|tenants|veterans|youth|children|women|men|individuals|households)\\b`,
  'g',
)
const IN_COUNTY = new RegExp(
  `\\b(?:in|of|from|throughout|within) (?:the )?(${NAMES})( Count(?:y|ies)\\b| counties\\b)`,
  'g',
)

/** Living there is one of several ways in, or no condition at all. */
const NOT_A_CONDITION =
  /\b(?:attend|go to|goes to|enrolled (?:in|at)|work in|works in)\b[^.;]*\b(?:and\/or|or) (?:must |who )?(?:live|reside|are residents)|\b(?:may|might|can|will|does|do) (?:also |sometimes )?(?:accept|serve|help|assist|take)s? (?:those|people|clients|individuals|families|residents|others|some)?[^.;]{0,25}\b(?:other|outside|neighboring|nearby|surrounding)\b|\b(?:and|or) (?:to )?(?:the )?(?:general )?(?:public|visitors|tourists)\b|\bopen to (?:the )?(?:general )?public (?:and|or)\b|\b(?:or|and\/or|,) (?:work|works|working|who work|employed|attend|attending|visit|visiting|go to|goes to|going to|worship|enrolled|stud(?:y|ying)|to (?:children|those))\b|\bprimarily\b|\bregardless of (?:address|residen|where|location)|\bpriority\b|\bpreference\b|\bpreferred\b|\bnot (?:limited|restricted) to\b|\bneed not\b|\b(?:do|does|need)(?: not|n't) (?:have|need) to\b|\bnot required to\b|\b(?:not|n't|never) (?:currently )?(?:live|living|reside|residing|be (?:a )?residents?)\b|\bno residency\b|\bincluding (?:[a-z]+ ){0,2}residents\b|\banywhere else\b|\belsewhere\b|\b(?:in|in,) or (?:near|around|close to)\b|\battend(?:s|ing)? school in\b|\boutside\b|\bgenerally serves?\b|\bparts? of \d{5}|\bresidents? (?:and\/or|or) (?:receiv|be\b|have\b|has\b|are\b)|\bresidents? or \b|\b(?:live|reside)s? [^.;]*\bor (?:be|have|receive)\b|\bnon-?residents?\b|\bmostly\b|\bmainly\b/
const OWN_HOME = /\b(?:own|family) home\b/

/** `leads`: the clause begins with people or "must", so that a place in it is theirs. */
type Context = { state: string | undefined; leads: boolean }

/** A clause without any of these says nothing of where one lives; each pattern needs at least one. */
const OF_PLACES =
  /resid|poblaci|vecin|\bviv|empadron|\bliv(?:e|es|ing)\b|count(?:y|ies)|parish|proof of|[aá]mbito|zip|postal|serv(?:es?|ing|ed)\b.*\d{5}/

/** Where one must live, as the clause says it, or nothing. `words` keeps its capitals: names are told by them. */
export function residenceIn(words: string, { state, leads }: Context): ResidenceMention | undefined {
  const lower = words.toLowerCase()
  if (!OF_PLACES.test(lower) || NOT_A_CONDITION.test(lower) || OWN_HOME.test(lower)) return undefined
  return districtsIn(words) ?? zipsIn(words) ?? namesIn(words, { state, leads })
}

const AMBIT =
  /[áa]mbito (?:territorial )?de (?:actuaci[oó]n|influencia|cobertura|atenci[oó]n)(?: territorial)?\s*[:.-]?\s*/i
const SPANISH_NAME =
  "[A-ZÁÉÍÓÚÑ][a-záéíóúñü']+(?: (?:de |del )?(?:la |las |los |el )?(?!Distrito|Barrio|Zona|Municipio)[A-ZÁÉÍÓÚÑ][a-záéíóúñü']+){0,3}(?: ?- ?(?:El |La |Los |Las )?[A-ZÁÉÍÓÚÑ][a-záéíóúñü']+)*"
const DISTRICT = new RegExp(
  `(?:Distritos?|Municipios?|Barrios?|Zonas?)(?: (?:de|del))?(?: (?:la|las|los|el))? (${SPANISH_NAME})`,
  'g',
)
const ALONE = new RegExp(
  `^(?:(?:[Ee]l |[Ll]a |[Ll]os )?(?:[Dd]istritos?|[Mm]unicipios?|[Cc]iudad|[Bb]arrios?) (?:de )?(?:la |el |los )?)?(${SPANISH_NAME}(?:(?: ?, | y )${SPANISH_NAME})*)`,
)
/** How far behind "ámbito de actuación" its districts are named. */
const AMBIT_REACH = 260

/** "Ámbito de actuación: Distrito de Latina": the districts named, or the one name that follows. */
function districtsIn(words: string): ResidenceMention | undefined {
  const ambit = AMBIT.exec(words)
  if (!ambit) return undefined
  const rest = words.slice(ambit.index + ambit[0].length).slice(0, AMBIT_REACH)
  const named = [...rest.matchAll(DISTRICT)].filter(({ 0: whole }) => /^(?:Distrito|Municipio)/.test(whole))
  const alone = ALONE.exec(rest)
  const names =
    named.length > 0
      ? named.map(([, name]) => name)
      : (alone?.[1]?.replace(/ (?:El|La|Los|Las)$/, '').split(/ ?, | y /) ?? [])
  if (names.length === 0) return undefined
  const last = named.at(-1) ?? alone
  const end = ambit.index + ambit[0].length + (last?.index ?? 0) + (last?.[0].length ?? 0)
  return { phrase: words.slice(ambit.index, end), value: { text: [...new Set(names)].join('; ') } }
}

const ZIP_LIST = /\b\d{5}(?:\s*(?:,|;|\/|&|-|and|or|y|\s)\s*(?:(?:and|or|&)\s*)?\d{5})*\b/g
const ZIP_CONTEXT = /\bzip|\bpostal|\b(?:live|lives|living|reside|residing|residents?|serv(?:es|ing|ed))\b/i

function zipsIn(words: string): ResidenceMention | undefined {
  if (!ZIP_CONTEXT.test(words)) return undefined
  const lists = [...words.matchAll(ZIP_LIST)].filter(
    ({ index, 0: list }) =>
      !/[$\d,.-]$/.test(words.slice(Math.max(0, index - 1), index)) &&
      !/^[\d-]/.test(words.slice(index + list.length)),
  )
  if (lists.length === 0) return undefined
  const [first] = lists
  const named =
    /\bzip|\bpostal/i.test(words) ||
    (first !== undefined && /^ residents?\b/i.test(words.slice(first.index + first[0].length)))
  if (
    !named &&
    first &&
    !/^ residents\b/.test(words.slice(first.index + first[0].length)) &&
    !/(?:in|of|serving|serves|served|area:?|areas:?|\()\s*(?:the )?(?:areas? (?:of )?)?\(?$/i.test(
      words.slice(0, first.index),
    )
  )
    return undefined
  const phrase = words.slice(first?.index ?? 0, (lists.at(-1)?.index ?? 0) + (lists.at(-1)?.[0].length ?? 0))
  if (/\b[A-Z]{2},? \d{5}$/.test(words.slice(0, (first?.index ?? 0) + 5))) return undefined
  const lastList = lists.at(-1)
  if (
    lastList &&
    /^,? (?:and|or|&) (?:the )?(?:surrounding|nearby|neighboring|adjacent)/.test(
      words.slice(lastList.index + lastList[0].length),
    )
  )
    return undefined
  if (lastList && OR_ELSE.test(words.slice(lastList.index + lastList[0].length))) return undefined
  const postalCodes = [...new Set(lists.flatMap(([list]) => list.match(/\d{5}/g) ?? []))]
  return { phrase, value: { postalCodes } }
}

function namesIn(words: string, { state, leads }: Context): ResidenceMention | undefined {
  for (const [index, pattern] of PATTERNS.entries()) {
    for (const match of words.matchAll(pattern)) {
      if (
        index === 0 &&
        !leads &&
        !/(?:only|required)$/.test(match[0]) &&
        !FOR_THEM.test(words.slice(0, match.index))
      )
        continue
      const mention = mentionOf(match, words, state)
      if (mention === null) return undefined
      if (mention) return mention
    }
  }
  if (!PEOPLE_IN.test(words)) return undefined
  for (const match of words.matchAll(COUNTY_PEOPLE)) {
    const mention = mentionOf(match, words, state)
    if (mention === null) return undefined
    if (mention && leads) return { ...mention, phrase: mention.phrase.replace(/ \S+$/, '') }
  }
  for (const match of words.matchAll(IN_COUNTY)) {
    if (
      !/^(?:$|[.,;:)]| (?:who|with|only|and|or|area|that|living|in need|seeking|to|at or below|whose|ages?|aged)\b| \()/.test(
        words.slice(match.index + match[0].length),
      )
    )
      continue
    if (NO_HOME.test(words.slice(0, match.index))) continue
    if (!leads && !PEOPLE_BEFORE.test(words.slice(0, match.index))) continue
    const mention = mentionOf(match, words, state)
    if (mention === null) return undefined
    if (
      mention?.value.county ||
      /County$/.test(mention?.value.text ?? '') ||
      mention?.value.text?.includes('; ')
    )
      return mention
  }
  return undefined
}

/** "… and surrounding areas": nobody can say where they end. */
const SURROUNDINGS =
  /^(?:, [A-Z][A-Za-z]+(?: [A-Z][a-z]+)?)?,? (?:and|or|&) (?:the |its |their )?(?:immediate |immediately )?(?:surrounding|nearby|neighboring|adjacent|contiguous)\b|^,? (?:and|or|&) (?:the )?(?:\d+|[a-z]+)(?: other| more)? (?:counties|towns|cities)\b|^(?:,? (?:and|or)|,)? \d+(?:st|nd|rd|th)\b|^ (?:to|through|thru) [A-Z]/
/** "Residents of Oregon or students": living there is one way in. */
const OR_ELSE = /^,? (?:or|and\/or) (?!(?:the )?(?:surrounding|city|town|village|county|state)\b)[a-z]/
/** The name goes on and turns out to be that of an institution. */
/** "Ward 6", "District 9": areas that no gazetteer of ours knows. */
const NUMBERED = /\b(?:Ward|District|Area|Zone|Region|Precinct|Sector|Route)s?$/
const INSTITUTION =
  /^ (?:Elementary|Middle|High|Senior High|School|University|College|Hospital|Center|Home|House|Church|Apartments?|Shelter|housing program|program|apartments?|shelters?|facilit)/

/** The place of the match; null where nobody can say which it is, however much of it is looked at. */
function mentionOf(
  match: RegExpMatchArray,
  words: string,
  state: string | undefined,
): ResidenceMention | null | undefined {
  const [phrase, list = '', closing = ''] = match
  const rest = words.slice((match.index ?? 0) + phrase.length)
  if (SURROUNDINGS.test(rest) || OR_ELSE.test(rest)) return null
  if (INSTITUTION.test(rest)) return undefined
  if (NUMBERED.test(list) && /^ #?\d/.test(rest)) return undefined
  const condado = /condados? de $/i.test(phrase.slice(0, phrase.indexOf(list)))
  const value = areaNamed(list, {
    closing: /count/i.test(closing) ? closing : condado ? 'condado' : '',
    state,
  })
  return value && { phrase, value }
}
