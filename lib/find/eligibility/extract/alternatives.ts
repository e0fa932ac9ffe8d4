import type { Gender, Population } from '../facts.ts'
import type { AgeMention } from './ages.ts'
import type { GroupMention } from './groups.ts'
import { hasLeftover } from './leftover.ts'
import { type AgeClass, ageClassOf, genderOf } from './people.ts'
import {
  AGE,
  GROUP,
  isUnknownNoun,
  type Marked,
  namesOther,
  namesOtherPeople,
  OTHER,
  PEOPLE_GROUP,
  type Piece,
  piecesOf,
  startsWithUnknownPeople,
} from './pieces.ts'
import { shareNeighbours } from './share.ts'

/** One kind of people that a clause speaks of: "homeless women", "disabled adults 18-59". */
export type Alternative = {
  /** The word for the people; `group` where the group's own name is it, empty where there is none. */
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
  /** The head itself names the group: "veterans". */
  noun: boolean
  /** Nothing stands behind the head: it shares what stands behind the next one. */
  bare: boolean
}

/** The kinds of people a clause speaks of, left to right. */
export function alternativesOf(marked: Marked): Alternative[] {
  const found: Alternative[] = []
  let before: Ending = {
    trait: false,
    traitBehind: false,
    plain: false,
    said: '',
    traitInList: false,
  }
  for (const piece of piecesOf(marked)) {
    before = {
      ...take(piece, found, before),
      traitInList: listGoesOn(piece, found, before),
      said: piece.part,
    }
  }
  // Words without any people ("English, Cantonese") are no list of people.
  if (found.every(({ head, groups, ages }) => head === '' && groups.length + ages.length === 0)) return []
  return shareNeighbours(found)
}

/** How the piece before ended. */
type Ending = {
  /** In a trait. */
  trait: boolean
  /** In a trait that stood behind its head. */
  traitBehind: boolean
  /** Nothing in it was read. */
  plain: boolean
  /** Its words. */
  said: string
  /** A trait behind its head opened a list that is still going on. */
  traitInList: boolean
}

/** "enrolled in school, working, or looking for work": the last "or" reaches back to the first. */
function listGoesOn({ connector, groups, head, part }: Piece, found: Alternative[], before: Ending): boolean {
  if (groups.length > 0 && ENDS_IN_TRAIT.test(part)) return found.length > 0
  return before.traitInList && !head && connector.trim() === ','
}

const RELATIVE = /^\s*(?:who|that|whose)\b/
/** In a description that was not read: "who are dually diagnosed". */
const UNTOLD =
  /\b(?:who|with|are|is|have|has|had|diagnosed|having)\s+(?:[a-z'-]+\s+){0,3}(?!(?:who|with|are|is|have|has|had|be|been|not|an?|the|also|currently)\s*$)[a-z'-]+\s*$/
/** "children … for migrant": its people are somebody else's. */
const FOR_GROUP = new RegExp(`[a-z${AGE}] for (?:[a-z-]+ )?${GROUP}\\s*$`)
const THEIRS =
  /^\s*(?:and )?(?:their|thier|his|her|sus)\b|\b(?:families|friends|famil(?:y|ies)\/friends) of (?:those|the above|individuals above)/
/** A further condition on the same people: ", be homeless", "and who are veterans". */
const FURTHER =
  /^\s*(?:must |should )?(?:be|have|has|is|are|who|whose|live|lives|reside|resides|currently|meet|not|that)\b/
const ENDS_IN_TRAIT = new RegExp(`[${GROUP}${PEOPLE_GROUP}]\\s*[.)]*$`)
const TRAIT_ALONE = new RegExp(`^\\W*(?:who\\s+|an?\\s+|are\\s+|be\\s+|with\\s+|have\\s+)*${GROUP}`)
const ONLY_TRAIT = new RegExp(`^\\W*${GROUP}\\W*$`)

function take(piece: Piece, found: Alternative[], before: Ending): Ending {
  const { part, ages, groups, head } = piece
  const previous = found.at(-1)
  const ending = { ...before, trait: groups.length > 0 && ENDS_IN_TRAIT.test(part), plain: false }
  if (!previous) {
    found.push(alternativeOf(piece))
    return { ...ending, traitBehind: isBehind(piece, ending.trait) }
  }
  const joined = joinTraits(piece, previous, before)
  if (joined) return { ...ending, ...joined }
  if (THEIRS.test(part)) {
    takeRelatives(part, found, previous)
    return { ...ending, trait: false, traitBehind: false }
  }
  if (startsAlternative(piece, before, previous.head === '')) {
    // "Must have an eviction notice or be homeless": the other way in has no id.
    if (isOr(piece) && isEmpty(previous) && hasLeftover(before.said)) previous.other = true
    pushAlternative(piece, found, previous)
    return { ...ending, traitBehind: isBehind(piece, ending.trait) }
  }
  if (namesOtherPeople(part) && !isOr(piece)) {
    found.push({ ...alternativeOf({ ...piece, head: undefined }), other: true })
    return { ...ending, traitBehind: false }
  }
  previous.ages.push(...ages)
  previous.groups.push(...groups.map(({ ids }) => ids))
  if (ages.length + groups.length > 0 || part.trim().split(' ').length > 1 || head) previous.bare = false
  return { ...ending, traitBehind: true, plain: ages.length + groups.length === 0 }
}

function isEmpty({ head, groups, ages }: Alternative): boolean {
  return head === '' && groups.length + ages.length === 0
}

function isOr({ connector }: Piece): boolean {
  return /\bor\b|\bo\b|\//.test(connector)
}

function isBehind({ part, head }: Piece, endsInTrait: boolean): boolean {
  return head !== undefined && endsInTrait && !ONLY_TRAIT.test(part)
}

/** Whether a trait of the piece only adds to what stands before it; how the piece then ends. */
function joinTraits(piece: Piece, previous: Alternative, before: Ending): Partial<Ending> | undefined {
  const { part, ages, groups, head } = piece
  const or = isOr(piece)
  const clause = previous.groups.at(-1)
  const ids = groups.flatMap(({ ids: own }) => own)
  if (!head && groups.length > 0 && TRAIT_ALONE.test(part) && before.trait && clause) {
    // "homeless or at risk", "mental illness and/or substance abuse": one clause of alternatives, not two clauses.
    const both = /\band\b|&/.test(piece.connector) && !/or/.test(piece.connector)
    if (!(both && before.traitBehind)) {
      previous.groups[previous.groups.length - 1] = [...new Set([...clause, ...ids])]
      return { traitBehind: before.traitBehind }
    }
  }
  if (or && !head && ages.length === 0 && RELATIVE.test(part) && /\b(?:who|that|whose)\b/.test(before.said)) {
    // "who meet the criteria, or who are in a crisis": more is said of the same people, and nothing certain.
    return { trait: false, plain: true }
  }
  if (or && !head && ages.length === 0 && groups.length > 0 && UNTOLD.test(before.said)) {
    // "who are dually diagnosed or mentally ill": an alternative to something that has no id.
    return { trait: false, plain: true }
  }
  if (!or && !head && ages.length === 0 && groups.length > 0 && UNTOLD.test(before.said) && !before.trait) {
    // "who have experienced neglect, addiction and poverty": a list of which one element is not read.
    return { trait: false, plain: true }
  }
  if (!or && FOR_GROUP.test(before.said) && head && groups.length > 0 && ages.length === 0 && clause) {
    // "children 6-9 for migrant and low income families": the families are whose children they are.
    previous.groups[previous.groups.length - 1] = [...new Set([...clause, ...ids])]
    return {}
  }
  if (
    or &&
    (before.trait || (before.plain && before.traitInList)) &&
    groups.length + ages.length === 0 &&
    !head
  ) {
    // "HIV or breast cancer": one of the alternatives has no id, so nothing certain is left of the clause.
    previous.groups.pop()
    return { trait: false, plain: true }
  }
  return undefined
}

function startsAlternative(piece: Piece, before: Ending, headless: boolean): boolean {
  const { part, ages, groups, head } = piece
  const or = isOr(piece)
  if (head) return or || !(FURTHER.test(part) || isApposition(piece, headless))
  const says = ages.length + groups.length > 0
  return or && (says || namesOther(part)) && !(before.plain && !says)
}

/** "Children 12-17, residents of …": the same people again. */
function isApposition({ connector, head }: Piece, headless: boolean): boolean {
  return (connector.trim() === ',' || headless) && /^residents?$/.test(head?.word ?? '')
}

/** Traits that stand alone before the first people describe them: "low income, homeless individuals". */
function pushAlternative(piece: Piece, found: Alternative[], previous: Alternative): void {
  const next = alternativeOf(piece)
  const describes = found.length === 1 && previous.head === '' && previous.groups.length > 0
  if (describes && previous.ages.length === 0 && !previous.other && piece.head && !next.noun) {
    const [clause = []] = next.leading ? next.groups : []
    const either = /\b(?:and|or)\b|\//.test(piece.connector) && next.leading
    next.groups = either
      ? [[...new Set([...previous.groups.flat(), ...clause])], ...next.groups.slice(1)]
      : [...previous.groups, ...next.groups]
    next.leading = true
    found[0] = next
  } else found.push(next)
}

/** "Veterans and their families" is a group of its own; other relatives are people of whom nothing is known. */
function takeRelatives(part: string, found: Alternative[], previous: Alternative): void {
  const children = /\b(?:children|infants?|babies|newborns?|kids|child)\b/.test(part)
  if (children && previous.ageClass !== 'child') return
  const veterans = previous.groups.some((clause) => clause.length === 1 && clause[0] === 'veteran')
  found.push({
    head: 'their',
    ageClass: 'any',
    gender: undefined,
    groups: veterans ? [['military-family']] : [],
    other: !veterans,
    ages: [],
    leading: false,
    noun: false,
    bare: false,
  })
}

const PLAIN_ADJECTIVES = new RegExp(
  `^(?:(?:adult|single|other|eligible|male|female|local|area|young|older|[${GROUP}])\\s+)*$`,
)

function alternativeOf({ part, head, ages, groups }: Piece): Alternative {
  const word = head?.word === PEOPLE_GROUP ? 'group' : (head?.word ?? '')
  const adjectives = head?.adjectives ?? ''
  const adult = /\badults?\b/.test(adjectives)
  const says = ages.length + groups.length > 0
  return {
    head: /^(?:fe)?male$/.test(word) ? 'individuals' : word,
    ageClass: head ? (adult ? 'adult' : ageClassOf(word)) : undefined,
    gender: genderBefore(adjectives) ?? genderOf(word),
    groups: groups.map(({ ids }: GroupMention) => ids),
    other:
      part.includes(OTHER) ||
      (!head && !says && (namesOther(part) || isUnknownNoun(part))) ||
      (!head && startsWithUnknownPeople(part)),
    ages: [...ages],
    noun: head ? head.word === PEOPLE_GROUP : part.includes(PEOPLE_GROUP),
    leading: groups.length > 0 && adjectives.includes(GROUP),
    bare:
      ages.length === 0 &&
      PLAIN_ADJECTIVES.test(adjectives) &&
      (head ? /^[\s.)!]*$/.test(head.after) : false),
  }
}

function genderBefore(adjectives: string): Gender | undefined {
  if (/\b(?:female|women)\b/.test(adjectives)) return 'woman'
  return /\b(?:male|men)\b/.test(adjectives) ? 'man' : undefined
}
