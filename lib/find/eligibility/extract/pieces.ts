import type { AgeMention } from './ages.ts'
import type { GroupMention } from './groups.ts'
import { PEOPLE_WORDS } from './people.ts'

/** A clause with what was read in it; positions are those of `text`. */
export type Marked = {
  text: string
  ages: AgeMention[]
  groups: GroupMention[]
  others: { start: number; end: number }[]
}

export const AGE = '\uE000'
export const GROUP = '\uE001'
export const PEOPLE_GROUP = '\uE002'
export const OTHER = '\uE003'

/** One conjunct of a clause: every mention is one sign, so that "and" inside a mention joins nothing. */
export type Piece = {
  part: string
  /** What joins it to the piece before: ", ", " and ", " or ". */
  connector: string
  ages: AgeMention[]
  groups: GroupMention[]
  head: Head | undefined
}

/** The word for people that a piece begins with; `adjectives` stand before it, `after` behind. */
export type Head = { adjectives: string; word: string; after: string }

const CONNECTOR =
  /(\s*(?:,\s*(?:and\/or|and|or|y|o)\b|,|;|\/|\band\/or\b|\band\b|\bor\b|\by\b|\bo\b|&|\bas well as\b|\bplus\b)\s*)/

const SIGNS = new RegExp(`[${AGE}${GROUP}${PEOPLE_GROUP}]`, 'g')

export function piecesOf(marked: Marked): Piece[] {
  const { masked, values } = mask(marked)
  const pieces: Piece[] = []
  let valueAt = 0
  let connector = ''
  for (const [index, part] of masked.split(CONNECTOR).entries()) {
    if (index % 2 === 1) {
      connector = part
      continue
    }
    const signs = part.match(SIGNS)?.length ?? 0
    const own = values.slice(valueAt, valueAt + signs)
    valueAt += signs
    if (part.trim() === '') continue
    const ages = own.filter((value): value is AgeMention => !('ids' in value))
    const groups = own.filter((value): value is GroupMention => 'ids' in value)
    pieces.push({ part, connector, ages, groups, head: headOf(part) })
  }
  return pieces
}

function mask({ text, ages, groups, others }: Marked) {
  const spans = [
    ...ages.map((value) => ({ ...value, sign: AGE, value })),
    ...groups.map((value) => ({
      start: value.start,
      end: value.end,
      sign: value.noun ? PEOPLE_GROUP : GROUP,
      value,
    })),
    ...others.map((value) => ({ ...value, sign: OTHER, value: undefined })),
  ].sort((a, b) => a.start - b.start)
  let masked = ''
  let at = 0
  const values: (AgeMention | GroupMention)[] = []
  for (const span of spans) {
    if (span.start < at) continue
    masked += `${text.slice(at, span.start)}${span.sign}`
    if (span.value) values.push(span.value)
    at = span.end
  }
  return { masked: masked + text.slice(at), values }
}

const LEAD =
  '(?:(?:open|available|limited|only|for|to|serv(?:es|ing)|all|any|the|an?|other|our|both|be|must|are|is|single|eligible|local|area|qualified|must be|should be|this is for|program for|exclusively|also|new|individual|current|who|including|formerly|non|persons|who are|interested|(?:up to )?\\d{1,4})\\s+)*'
const HEAD = new RegExp(
  `^${LEAD}((?:[a-z'${GROUP}${OTHER}-]+\\s+){0,4}?)(${PEOPLE_WORDS}|${PEOPLE_GROUP})(?![a-z'])`,
)
const NEXT_HEAD = new RegExp(`^\\s+(${PEOPLE_WORDS}|${PEOPLE_GROUP})(?![a-z'])`)
/** No adjective of people: a verb or preposition here means that the piece does not begin with people. */
const NO_ADJECTIVE =
  /\b(?:with|of|in|for|to|by|from|who|that|have|has|having|be|been|is|are|live|living|reside|residing|attend\w*|enroll\w*|provid\w+|offers?|help\w*|serv\w+|assist\w*|need\w*|receiv\w+|experienc\w+|suffer\w*|must|can|cannot|not|no|on|at|under|over|when|if|as|than|up|through|between|(?<!school[- ])ages?|grades?|their|his|her|your|fleeing|leaving)\b/

/** A word for one person right before a thing describes it: "adult education", "family shelter". */
const MODIFIER =
  /^(?:adult|child|senior|youth|teen|infant|patient|family|client|resident|student|elder|member)$/
const OF_A_THING =
  /^\s+(?!with|who|and|or|in|of|that|is|are|was|must|has|have|should|can|may|needs?|living|ages?|aged|under|over|up|from|at|to|for|between|only|victims?)(?![a-z]+(?:ing|ed)\b)[a-z]/

function headOf(part: string): Head | undefined {
  const match = HEAD.exec(part.trim())
  if (!match || NO_ADJECTIVE.test(match[1] ?? '')) return undefined
  let [adjectives, word, after] = [match[1] ?? '', match[2] ?? '', part.trim().slice(match[0].length)]
  // "adult men", "minor children": the last of several words for people is the head, the others describe it.
  for (let next = NEXT_HEAD.exec(after); next; next = NEXT_HEAD.exec(after)) {
    adjectives += `${word} `
    word = next[1] ?? ''
    after = after.slice(next[0].length)
  }
  return MODIFIER.test(word) && OF_A_THING.test(after) ? undefined : { adjectives, word, after }
}

const OTHER_PEOPLE =
  /^(?:the |all |any |other |persons? |people |those )*(?:disabled|handicapped|elderly|special needs|disadvantaged|professionals|providers|businesses|organi[sz]ations|agencies|employees|teachers|faculty|staff|caregivers|military|first responders|physicians|attorneys|researchers|friends|loved ones|widows|hispanics?|minority|alzheimer|disabilities)\b/
const OTHER_FACT =
  /^(?:be |are |is |in |on |have |has |currently |live|lives|liv|work|attend|enroll|receiv|those|who|disab|handi|at[- ]risk|a person|be |current|recent|eligib|participat|with |caring|concerned|family|care)/

/** People of whom no fact or population speaks. */
export function namesOtherPeople(part: string): boolean {
  return OTHER_PEOPLE.test(part.trim())
}

/** Other people, or another fact about the same ones. */
export function namesOther(part: string): boolean {
  return part.includes(OTHER) || namesOtherPeople(part) || OTHER_FACT.test(part.trim())
}

const ADJECTIVE =
  /(?:ed|ing|al|ic|ive|ous|ent|ant|less|ful|able|ible|ly|ish|ary)$|^(?:all|any|single|young|new|old|poor|open|to|be|must|the|a|an|are|for|or|and|only|adult|male|female|low|needy|frail|isolated|hungry|at-risk|high-risk|income|elementary|middle|high|junior|secondary|primary|college|university|graduate)$/

/** A piece of a list that is neither people we know nor a mere adjective: "CNA, HHA, …". */
export function isUnknownNoun(part: string): boolean {
  const words = part.match(/[a-z][a-z'-]+/g) ?? []
  return words.length > 0 && words.length < 4 && !words.every((word) => ADJECTIVE.test(word))
}

/** "Taxpayers with …": a plural that no word for people covers. */
export function startsWithUnknownPeople(part: string): boolean {
  return /^\s*(?:all |any |the |open to |for )*[a-z-]{3,}[^s'\W]s (?:with|who|that|whose) /.test(part)
}
