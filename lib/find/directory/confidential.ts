/**
 * Which addresses must not be shown. An abuser who finds a shelter can kill, so a statement is believed at once and
 * taken back only by a steward.
 */

const ORIGINS = ['flag', 'attribute', 'words', 'bed', 'steward'] as const

/**
 * Why: a column that says so, a taxonomy term or attribute, words, that there is a bed for people in hiding, or a
 * steward's word. `evidence` is the column or the phrase.
 */
export type ConfidentialReason = { from: (typeof ORIGINS)[number]; evidence: string }

/** As it is stored and compared; the phrase is never longer than a line. */
export function reasonText({ from, evidence }: ConfidentialReason): string {
  return `${from}: ${evidence.slice(0, 120)}`
}

const STORED = new RegExp(`^(${ORIGINS.join('|')}): (.*)$`, 's')

/** The stored text back as a reason. */
export function toReason(text: string): ConfidentialReason {
  const [, from = 'words', evidence = text] = STORED.exec(text) ?? []
  return { from: from as ConfidentialReason['from'], evidence }
}

const SAYS_HIDDEN =
  /^(?:is_)?(?:confidential|private|hidden|undisclosed)(?:_(?:address|location|site))?$|(?:address|location|site)(?:_is)?_(?:confidential|private|hidden|undisclosed|suppressed)$|^hide_(?:the_)?(?:physical_)?(?:address|location)$|^(?:physical_)?address_?is_?private$|^do_not_(?:publish|display|disclose)_address$/
const SAYS_SHOWN =
  /^(?:display|show|publish|publicise|publicize|list)_(?:the_)?(?:physical_|street_)?(?:address|location)(?:_|$)|^(?:address|location)_(?:is_)?(?:public|published|displayed|shown)$/
const YES = /^(?:true|t|yes|y|1|confidential|private|hidden|si|sí)$/i
const NO = /^(?:false|f|no|n|0)$/i

/** `PhysicalAddressIsPrivate`, `Display physical address to public users?` as words with underscores. */
const plainName = (column: string): string =>
  column
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_|_$/g, '')

/** A column of a place, an address or their owner that says whether the address may be shown. */
export function flaggedConfidential(record: Readonly<Record<string, unknown>>): ConfidentialReason | null {
  for (const column in record) {
    const value = record[column]
    if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') continue
    const answer = String(value).trim()
    // Most columns are neither; the two tests of the value are cheaper than taking the name apart.
    if (!YES.test(answer) && !NO.test(answer)) continue
    const name = plainName(column)
    if (SAYS_HIDDEN.test(name) ? YES.test(answer) : SAYS_SHOWN.test(name) && NO.test(answer))
      return { from: 'flag', evidence: column }
  }
  return null
}

const PLACE =
  'locations?|addresse?s?|sites?|shelters?|safe[- ]?houses?|facilit(?:y|ies)|residences?|houses?|homes?(?! (?:visit|care|health|based|delivered|study))|apartments?|units|drop-in cent(?:er|re)|campus'
const HIDDEN = 'confidential|undisclosed|secret|unpublished|unlisted|non-?disclosed|disclosed only'
/** Words that may stand between "confidential" and the place without changing what it says. */
const BETWEEN =
  "(?:,|and|&|or|safe|secure|private|protected|emergency|crisis|short-term|long-term|transitional|temporary|residential|physical|street|24-hour|24/7|domestic violence|dv|family|women'?s|scattered|community)"
const PROTECTED = `(?:strictly|kept|held|completely|always|currently|remain(?:s|ing)?)*`

const WORDS: readonly RegExp[] = [
  new RegExp(`\\b(?:${HIDDEN})(?:\\s*${BETWEEN})*\\s+(?:${PLACE})\\b`, 'i'),
  /\b(?:confidentially|secretly)[- ]located\b/i,
  // "Our location is kept confidential": the place is what is confidential, not what happens at it or whose e-mail it is.
  new RegExp(
    `(?<!\\b(?:at|from|in|to|by|via|e-?mail|mailing|ip|web|your|their|client'?s?|personal|caller'?s?|home)\\s)(?<!\\b(?:at|from|in|to|by|via|at all|each|every) (?:this|the|our|each|any|every|all|a|that|your|one|of our|both|these|those) )\\b(?:exact |physical |street |actual |precise )?(?:locations?|address(?:es)?|whereabouts)(?: of (?:the |our |its |all |this )?[a-z' -]{3,40}?)?,? (?:(?:is|are|be|remains?|kept|stays?|will be|must be|information is)\\s+)+(?:${PROTECTED.slice(0, -1)}\\s+)?(?:${HIDDEN}|withheld|secret|private|protected|not (?:be )?(?:publicly )?(?:disclosed|published|public|given out|listed|shared|released|publici[sz]ed|available)|never (?:be )?(?:given out|disclosed|published|shared)|given (?:out )?(?:only )?(?:upon|after|at|once|by|over))`,
    'i',
  ),
  /\b(?:address|location)(?: that is)? (?:never|not) (?:given out|disclosed|published|shared|listed|public)\b|\baddress that is never given out\b/i,
  /^\s*(?:the )?(?:address|location|street)?\s*:?\s*(?:is )?(?:confidential|undisclosed|withheld|not (?:disclosed|published|public)|unpublished|private)\s*(?:address|location)?\s*\.?\s*$/i,
  /\b(?:location|address) (?:given|provided|disclosed) (?:out )?(?:only )?(?:at intake|after (?:intake|screening|registration)|upon (?:intake|screening|admission)|at the main office|over the phone)/i,
  /\b(?:direcci[oó]n|ubicaci[oó]n|domicilio)\b(?: (?:exacta|f[ií]sica|del? \S+))?[^.;\n]{0,15}\b(?:confidencial|secret[ao]|reservad[ao]|no (?:se )?(?:publica|divulga|revela|da a conocer))/i,
  /\b(?:refugio|albergue|casa|lugar|sitio) (?:confidencial|secret[ao])\b|\b(?:ubicado|situado) en un lugar (?:confidencial|secreto)/i,
]

/** None of the rules matches without one of these, and hardly any text has one. */
const HINT =
  /confiden|disclos|secret|withheld|unpublished|unlisted|reservad|divulga|revela|da a conocer|(?:location|address|whereabouts)[^.;\n]{0,60}(?:given|private|protected|shared|listed|public)/i

/** The phrase in which a text says that an address is not public; null when it speaks of other confidentiality. */
export function saysConfidential(text: string | null | undefined): ConfidentialReason | null {
  if (!text || !HINT.test(text)) return null
  for (const rule of WORDS) {
    const found = rule.exec(text)
    if (found) return { from: 'words', evidence: found[0].replace(/\s+/g, ' ').trim() }
  }
  return null
}

/** A taxonomy term, attribute value or label of a place that means the same: "Confidential location", "Confidential". */
export function termSaysConfidential(text: string | null | undefined): ConfidentialReason | null {
  const found = saysConfidential(text)
  return found && { from: 'attribute', evidence: found.evidence }
}

/** What stands where a street stood: it must not be taken for a street, nor say more than that there was one. */
const WITHHELD = '(address withheld)'
const SUFFIX =
  '(?:st(?:reet)?|ave(?:nue)?|rd|road|dr(?:ive)?|blvd|boulevard|ln|lane|ct|court|pl(?:ace)?|way|ter(?:race)?|hwy|highway|pkwy|parkway|cir(?:cle)?|sq(?:uare)?|calle|avenida|row|loop|trail|pike)'

/**
 * Takes a street out of free text, however it is shortened there: the house number and the street's name are what
 * counts, "1663 Mission St., Suite 225" is found as "1663 mission street" too.
 */
export function withoutStreets(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((scrubbed, pattern) => scrubbed.replace(pattern, WITHHELD), text)
}

/** What finds these streets in a text; nothing for a street too short to be told from other words. */
export function streetPatterns(streets: readonly string[]): RegExp[] {
  return streets.flatMap((street) => streetPattern(street) ?? [])
}

function streetPattern(street: string): RegExp | null {
  const words = street.trim().replace(/[.,]/g, ' ').split(/\s+/).filter(Boolean)
  if (words.join('').length < 5) return null
  const [number = ''] = words
  const named = words
    .slice(1)
    .find((word) => !/^(?:[nsew]|[ns][ew]|north|south|east|west|the|de|la|el)$/i.test(word))
  if (!/\d/.test(number) || !named) {
    // No house number: only the whole of it says where the place is.
    return words.length > 1 ? new RegExp(words.map(literal).join('[\\s.,]+'), 'gi') : null
  }
  const direction = '(?:(?:[nsew]|[ns][ew]|north|south|east|west)\\.?\\s+)?'
  return new RegExp(
    `\\b${numberPattern(number)}[\\s,]+${direction}${literal(named)}\\b(?:[\\s.,]+(?!${SUFFIX}\\b)[A-Za-z]+(?=[\\s.,]+${SUFFIX}\\b))?(?:[\\s.,]+${SUFFIX}\\b\\.?)?(?:[\\s,]+(?:#|apt|suite|ste|unit|floor|fl|room|rm)\\.?\\s*#?[\\w-]+)?`,
    'gi',
  )
}

/** "1663A" is written "1663", "1663-1665" by its first, and the other way round. */
function numberPattern(number: string): string {
  const [, first = number, rest = ''] = /^(\d+)(-?[a-z]|[-–]\d+)?$/i.exec(number) ?? []
  return `${literal(first)}(?:${rest === '' ? '-?[a-z]|[-–]\\d+' : literal(rest)})?`
}

/** The digits of the house number that a street begins with; null where it begins with anything else. */
export function houseNumberOf(street: string): string | null {
  const [number] = street.trim().split(/[\s,]/, 1)
  if (!number || /^\d+(?:st|nd|rd|th)$/i.test(number)) return null
  return /^#?(\d+)/.exec(number)?.[1] ?? null
}

const literal = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
