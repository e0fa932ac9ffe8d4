import type { Gender, Population } from '../facts.ts'
import type { AgeMention } from './ages.ts'
import type { GroupMention } from './groups.ts'
import { type AgeClass, ageClassOf, genderOf, PEOPLE_WORDS } from './people.ts'

/** One kind of people that a clause speaks of: "homeless women", "disabled adults 18-59". */
export type Alternative = {
  head: string
  ageClass: AgeClass | undefined
  gender: Gender | undefined
  /** Each must hold; within one, any. */
  groups: Population[][]
  /** A group without an id stands here: nothing certain can be said of it. */
  other: boolean
  ages: AgeMention[]
  /** Its groups stand before the head: they reach the heads that follow. */
  leading: boolean
  /** The head alone, no trait: shares what stands on its neighbours. */
  bare: boolean
}

export type Marked = {
  text: string
  ages: AgeMention[]
  groups: GroupMention[]
  others: { start: number; end: number }[]
}

const AGE = '\uE000'
const GROUP = '\uE001'
const PEOPLE_GROUP = '\uE002'
const OTHER = '\uE003'

/** The clause with every mention as one sign, so that "and" inside a mention joins nothing. */
function mask({ text, ages, groups, others }: Marked) {
  const spans = [
    ...ages.map((value) => ({ ...value, sign: AGE, value })),
    ...groups.map((value) => ({
      start: value.start,
      end: value.end,
      sign: value.noun ? PEOPLE_GROUP : GROUP,
      value,
    })),
    ...others.map((value) => ({ ...value, sign: OTHER, value })),
  ].sort((a, b) => a.start - b.start)
  let masked = ''
  let at = 0
  const values: (AgeMention | GroupMention)[] = []
  for (const span of spans) {
    if (span.start < at) continue
    masked += `${text.slice(at, span.start)}${span.sign}`
    if (span.sign !== OTHER) values.push(span.value as AgeMention | GroupMention)
    at = span.end
  }
  return { masked: masked + text.slice(at), values }
}

const CONNECTOR =
  /(\s*(?:,\s*(?:and\/or|and|or|y|o)\b|,|;|\/|\band\/or\b|\band\b|\bor\b|\by\b|\bo\b|&|\bas well as\b|\bplus\b)\s*)/
const LEAD =
  '(?:(?:open|available|limited|only|for|to|serv(?:es|ing)|all|any|the|an?|other|our|both|be|must|are|is|single|young|eligible|local|area|qualified|must be|should be|this is for|program for|exclusively|also|new|individual|current|who|including|formerly|non|persons|who are|interested)\\s+)*'
const HEAD = new RegExp(
  `^${LEAD}((?:[a-z'${GROUP}${OTHER}-]+\\s+){0,4}?)(${PEOPLE_WORDS}|${PEOPLE_GROUP})(?![a-z'])`,
)
/** No adjective of people: a verb or preposition here means that the piece does not begin with people. */
const NO_ADJECTIVE =
  /\b(?:with|of|in|for|to|by|from|who|that|have|has|having|be|been|is|are|live|living|reside|residing|attend\w*|enroll\w*|provid\w+|offers?|help\w*|serv\w+|assist\w*|need\w*|receiv\w+|experienc\w+|suffer\w*|must|can|cannot|not|no|on|at|under|over|when|if|as|than|up|through|between|ages?|grades?|their|his|her|your|fleeing|leaving)\b/
const ATTRIBUTE_HEAD = /^(?:male|female)$/

/** The kinds of people a clause speaks of, left to right. */
export function alternativesOf(marked: Marked): Alternative[] {
  const { masked, values } = mask(marked)
  const parts = masked.split(CONNECTOR)
  const found: Alternative[] = []
  let valueAt = 0
  let connector = ''
  let last: Last = { endsInTrait: false, postTrait: false, plain: false }
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      connector = part
      continue
    }
    const signs = [...part].filter((sign) => sign === AGE || sign === GROUP || sign === PEOPLE_GROUP)
    const own = values.slice(valueAt, valueAt + signs.length)
    valueAt += signs.length
    if (part.trim() === '') continue
    last = takePiece({ part, own, connector, found, last })
  }
  return shareNeighbours(found)
}

/** How the piece before ended: in a trait, in a trait after its head, or with nothing that was read. */
type Last = { endsInTrait: boolean; postTrait: boolean; plain: boolean }

type Piece = {
  part: string
  own: (AgeMention | GroupMention)[]
  connector: string
  found: Alternative[]
  last: Last
}

function takePiece({ part, own, connector, found, last }: Piece): Last {
  const head = headOf(part)
  const ages = own.filter((value): value is AgeMention => !('id' in value))
  const groups = own.filter((value): value is GroupMention => 'id' in value)
  const previous = found.at(-1)
  const or = /\bor\b|\bo\b|\//.test(connector)
  const endsInTrait = groups.length > 0 && new RegExp(`[${GROUP}${PEOPLE_GROUP}]\\s*[.)]*$`).test(part)
  const traitAlone =
    groups.length > 0 &&
    !head &&
    new RegExp(`^\\W*(?:an?\\s+|are\\s+|be\\s+|with\\s+|have\\s+)*${GROUP}`).test(part)
  if (
    previous &&
    traitAlone &&
    last.endsInTrait &&
    joinsTraits(connector, previous, groups, last.postTrait)
  ) {
    return { endsInTrait, postTrait: last.postTrait, plain: false }
  }
  const theirs =
    /^\s*(?:and )?(?:their|thier|his|her|sus)\b/.test(part) ||
    /\b(?:families|friends|famil(?:y|ies)\/friends) of (?:those|the above|individuals above)/.test(part)
  if (theirs && previous) {
    takeRelatives(part, found, previous)
    return { endsInTrait: false, postTrait: false, plain: false }
  }
  if (head || !previous || (or && (own.length > 0 || isOther(part)) && !(last.plain && own.length === 0))) {
    found.push(newAlternative(part, head, ages, groups))
    return {
      endsInTrait,
      postTrait: head !== undefined && endsInTrait && !new RegExp(`^\\W*${GROUP}\\W*$`).test(part),
      plain: false,
    }
  }
  if (isOther(part) && /^[\s,]*$|,|&|\band\b/.test(connector) && isOtherPeople(part)) {
    found.push({ ...newAlternative(part, undefined, ages, groups), other: true })
    return { endsInTrait, postTrait: false, plain: false }
  }
  previous.ages.push(...ages)
  previous.groups.push(...groups.map(({ id }) => [id]))
  if (own.length > 0 || part.trim().split(' ').length > 1) previous.bare = false
  return { endsInTrait, postTrait: true, plain: own.length === 0 }
}

function headOf(part: string): { adjectives: string; head: string; after: string } | undefined {
  const match = HEAD.exec(part.trim())
  if (!match || NO_ADJECTIVE.test(match[1] ?? '')) return undefined
  return { adjectives: match[1] ?? '', head: match[2] ?? '', after: part.trim().slice(match[0].length) }
}

/** "homeless or at risk", "mental illness and/or substance abuse": one clause of alternatives instead of two clauses. */
function joinsTraits(
  connector: string,
  previous: Alternative,
  groups: GroupMention[],
  post: boolean,
): boolean {
  const clause = previous.groups.at(-1)
  if (!clause) return false
  const both = /\band\b|&/.test(connector) && !/or/.test(connector)
  if (both && post) return false
  clause.push(...groups.map(({ id }) => id).filter((id) => !clause.includes(id)))
  return true
}

/** "Veterans and their families" is a group of its own; other relatives are people of whom nothing is known. */
function takeRelatives(part: string, found: Alternative[], previous: Alternative): void {
  const children = /\b(?:children|infants?|babies|newborns?|kids|child)\b/.test(part)
  if (children && previous.ageClass !== 'child') return
  const veterans = previous.groups.some((clause) => clause.length === 1 && clause[0] === 'veteran')
  const groups: Population[][] = veterans ? [['military-family']] : []
  found.push({
    head: 'their',
    ageClass: 'any',
    gender: undefined,
    groups,
    other: !veterans,
    ages: [],
    leading: false,
    bare: false,
  })
}

const OTHER_PEOPLE =
  /^(?:the |all |any |other |persons? |people |those )*(?:disabled|handicapped|elderly|special needs|disadvantaged|professionals|providers|businesses|organi[sz]ations|agencies|employees|teachers|faculty|staff|caregivers|military|first responders|physicians|attorneys|researchers|friends|loved ones|widows|hispanics?|minority|alzheimer|disabilities)\b/

function isOther(part: string): boolean {
  return (
    part.includes(OTHER) ||
    isOtherPeople(part) ||
    /^(?:be |are |is |in |on |have |has |currently |live|lives|liv|work|attend|enroll|receiv|those|who|disab|handi|at[- ]risk|a person|be |current|recent|eligib|participat|with |caring|concerned|family|care)/.test(
      part.trim(),
    )
  )
}

function isOtherPeople(part: string): boolean {
  return OTHER_PEOPLE.test(part.trim())
}

function newAlternative(
  part: string,
  head: ReturnType<typeof headOf>,
  ages: AgeMention[],
  groups: GroupMention[],
): Alternative {
  const word = head?.head === PEOPLE_GROUP ? 'group' : (head?.head ?? '')
  const adjectives = head?.adjectives ?? ''
  const adult = /\badults?\b/.test(adjectives)
  const gendered = /\b(?:female|women)\b/.test(adjectives)
    ? 'woman'
    : /\b(?:male|men)\b/.test(adjectives)
      ? 'man'
      : genderOf(word)
  const bare = groups.length === 0 && ages.length === 0 && (head ? /^[\s.)!]*$/.test(head.after) : false)
  return {
    head: ATTRIBUTE_HEAD.test(word) ? 'individuals' : word,
    ageClass: head ? (adult ? 'adult' : ageClassOf(word)) : undefined,
    gender: gendered,
    groups: groups.map(({ id }) => [id]),
    other: part.includes(OTHER) || (head === undefined && isOther(part)),
    ages: [...ages],
    leading: groups.length > 0 && new RegExp(`[${GROUP}]`).test(adjectives),
    bare,
  }
}

/**
 * "Homeless women and children" are both homeless, "men and women over 50" are both over 50: a trait before a word
 * reaches the words after it, and what stands behind the last word reaches the bare words before it.
 */
function shareNeighbours(found: Alternative[]): Alternative[] {
  for (let i = found.length - 2; i >= 0; i--) {
    const [one, next] = [found[i], found[i + 1]]
    if (!one?.bare || !next || next.other || next.head === 'their') continue
    if (next.ages.length > 0 && ageClassesAgree(one, next)) one.ages = next.ages
    if (next.groups.length > 0 && next.head !== '') one.groups = next.groups
    one.bare = next.bare
  }
  for (let i = 1; i < found.length; i++) {
    const [before, one] = [found[i - 1], found[i]]
    if (
      !one ||
      !before ||
      one.groups.length > 0 ||
      one.other ||
      before.head === '' ||
      one.head === '' ||
      one.head === 'their'
    )
      continue
    if (before.leading && one.ageClass !== 'senior') {
      one.groups = before.groups
      one.leading = true
    }
  }
  return found
}

function ageClassesAgree(one: Alternative, next: Alternative): boolean {
  const young = (ageClass: AgeClass | undefined) => ageClass === 'child' || ageClass === 'youth'
  const least = Math.min(...next.ages.map(({ min = 0 }) => min))
  return !(young(one.ageClass) && !young(next.ageClass) && least >= 18)
}
