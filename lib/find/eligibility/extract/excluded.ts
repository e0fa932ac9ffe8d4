import type { Insurance, Population } from '../facts.ts'
import type { Condition } from '../model.ts'
import { type AgeMention, agesIn } from './ages.ts'
import { type Exclusion, exclusionsIn } from './exclusion.ts'
import { type GroupMention, groupsIn } from './groups.ts'
import { incomeIn } from './income.ts'
import { firstWordsArePeople } from './leading.ts'
import { hasLeftover } from './leftover.ts'
import { ownAges } from './own-ages.ts'
import { insuranceIn } from './papers.ts'
import { genderOf, OF_A_KIND } from './people.ts'
import { AGE, GROUP, OTHER, PEOPLE_GROUP, type Piece, piecesOf } from './pieces.ts'
import type { Span } from './spans.ts'

/**
 * Somebody whom a clause shuts out: a group, everybody of some age or income, or whoever `condition` is true of.
 * `sure`: all of them, and not only some.
 */
export type Excluded = Span & { sure: boolean } & Whom

type Whom =
  | { population: Population }
  /** What is left are people of at least, or at most, that age. */
  | { min: number }
  | { max: number }
  | { percentFpl: number }
  /** What is left has one of these. */
  | { insurance: Insurance[] }
  | { condition: Condition }

export type ExclusionsRead = {
  excluded: Excluded[]
  /** What shuts people out, read or not: nothing in it is asked of anybody. */
  spans: Span[]
  /** Where somebody is shut out of whom we cannot say who it is. */
  untold: Span[]
}

type Context = {
  /** Everybody the clause names is shut out: it stands under "not eligible:". */
  all: boolean
  /** Where the people of a stretch live, if it says so. */
  residence: (whom: Span) => Condition | undefined
}

/** Whom the clause (lower case, no accents) shuts out. */
export function readExclusions(text: string, { all, residence }: Context): ExclusionsRead {
  const whole = { start: 0, end: text.length }
  const exclusions: Exclusion[] = all
    ? [{ span: whole, whom: whole, hedged: false, of: 'any' }]
    : exclusionsIn(text)
  const read: ExclusionsRead = { excluded: [], spans: [], untold: [] }
  for (const { span, whom, hedged, of } of exclusions) {
    // "No one under 18" shuts out anyone under 18.
    const words = text.slice(whom.start, whom.end).replace(/^(?:no one|nobody)\b/, 'anyone')
    if (!all && of !== 'unclear' && !namesSomebody(words, of)) continue
    const parts = of === 'unclear' ? [] : partsOf(words, residence(whom))
    if (parts.length === 0 && !all && of !== 'unclear') continue
    read.spans.push(span)
    const told = parts.filter((part): part is Part & { told: Told } => part.told !== undefined)
    if (told.length < parts.length || parts.length === 0) read.untold.push(whom)
    for (const { told: one, at } of told) {
      const own =
        told.length === parts.length ? span : { start: whom.start + at.start, end: whom.start + at.end }
      read.excluded.push({ ...one, ...own, sure: one.sure && !hedged })
    }
  }
  return read
}

/** A weekday, a fee or a pet is no person. */
function namesSomebody(whom: string, of: Exclusion['of']): boolean {
  if (/\b(?:who|that|which|whom)\s*$/.test(whom)) return false
  if (of === 'people' && /^[^,]*s\W*$/.test(whom) && !THINGS.test(whom)) return true
  if (firstWordsArePeople(whom) || /\bincomes?\b.*%/.test(whom)) return true
  const [first] = groupsIn(whom).mentions
  return first !== undefined && DESCRIBES.test(whom.slice(0, first.start))
}
/** What is not admitted or accepted without being people. */
const THINGS =
  /\b(?:cash|checks?|cards?|donations?|pets?|dogs?|cats?|animals?|weapons?|drugs?|walk-?\s?ins?|appointments?|calls?|applications?|referrals?|forms?|insurances?|payments?|visits?|items?|items|clothes|clothing|mattress(?:es)?|goods|plans?|vehicles?|cars?|bags?|requests?|copies|expenses|costs|fees|cases?|services|programs?|organi[sz]ations|agencies|hours|days|nights|weekends|holidays|exceptions|deliveries|copays|deposits|bills|loans|repairs|(?:mon|tues|wednes|thurs|fri|satur|sun)days|summers|winters|months|emergencies|records|animales|mascotas)\W*$/
const DESCRIBES =
  /^\W*(?:(?:an?|any|the|current|currently|active|actively|known|recent|persons?|people|with|who|are|is|have|has|history|of|los|las|personas|a)\W+)*$/

/** One of those named; `told` where we can say who it is, `at` where. */
type Part = { told?: Told; at: Span }

/** Those named, each by itself; nobody where the words name nobody in particular. */
function partsOf(whom: string, residence: Condition | undefined): Part[] {
  const { mentions, others } = groupsIn(whom)
  const ages = ownAges(whom, agesIn(whom))
  const all = { start: 0, end: whom.length }
  if (mentions.length + ages.length === 0) {
    const [income] = incomeIn(whom, { above: true })
    if (income && 'percentFpl' in income)
      return [{ told: { percentFpl: income.percentFpl, sure: true }, at: all }]
    if (
      /^\W*(?:[a-z]+ ){0,3}(?:with|who have|having) (?:any |health |medical )*(?:insurance|health coverage)\W*$|^\W*insured [a-z]+\W*$/.test(
        whom,
      )
    )
      return [{ told: { insurance: ['none'], sure: true }, at: all }]
    const insured = insuranceIn(whom)
    const anyOf = [...new Set(insured.map(({ kind }) => kind))]
    if (anyOf.length > 0) return [{ told: { condition: { fact: 'insurance', anyOf }, sure: true }, at: all }]
    if (residence) return [{ told: { condition: residence, sure: true }, at: all }]
  }
  const parts: Part[] = []
  const pieces = piecesOf({ text: whom, ages, groups: mentions, others })
  for (const [nth, piece] of pieces.entries()) {
    const told = partOf(piece, whom)
    if (told === 'nobody') continue
    const next = pieces[nth + 1]
    const before = pieces[nth - 1]
    const both = isBoth(piece, next) || isBoth(before, piece)
    const [at = all] = [...piece.groups, ...piece.ages]
    const certain = told?.sure && !both && !residence
    parts.push({ at, ...(told && { told: { ...told, sure: certain === true } }) })
  }
  return parts
}

/** A trait that shares the people of the next: "deaf and blind people" may be those who are both. */
function isBoth(one: Piece | undefined, next: Piece | undefined): boolean {
  if (!one || !next || !isBareTrait(one) || !next.head || !isAnd(next)) return false
  return JSON.stringify(one.groups[0]?.ids) !== JSON.stringify(next.groups[0]?.ids)
}

function isAnd({ connector }: Piece): boolean {
  return /\band\b|&/.test(connector)
}

function isBareTrait(piece: Piece): boolean {
  return !piece.head && piece.groups.length > 0
}

type Told = { sure: boolean } & Whom

function partOf({ part, head, groups, ages }: Piece, words: string): Told | 'nobody' | undefined {
  if (part.includes(OTHER)) return undefined
  const rest = part.replace(new RegExp(`[${AGE}${GROUP}${PEOPLE_GROUP}]`, 'g'), ' ')
  const left = hasLeftover(rest)
  const gender =
    genderOf(head?.word ?? '') ??
    (/\bfemale\b/.test(part) ? 'woman' : /\bmale\b/.test(part) ? 'man' : undefined)
  const motherhood = groups.some(({ ids }) => ids.some((id) => id === 'pregnant' || id === 'postpartum'))
  // A word for people elsewhere, for there it seldom asks anything.
  const students = groups.length === 0 && /^(?:students?|estudiantes)$/.test(head?.word ?? '')
  const conditions: Condition[] = [
    ...(students ? [{ fact: 'population' as const, is: 'student' as const }] : []),
    ...groups.map(({ ids }) => anyOf(ids)),
    ...(gender && !motherhood ? [{ fact: 'gender' as const, is: gender }] : []),
    ...ages.map((age) => ({ fact: 'age' as const, ...beyond(age, words) })),
  ]
  const [only] = conditions
  if (!only) return left || UNTOLD.test(part) ? undefined : 'nobody'
  const young = OF_AN_AGE.test(head?.word ?? '') && ages.length === 0
  const sure = !left && !young && !SOME.test(part) && groups.every((group) => isWhole(group, words))
  if (conditions.length > 1) return { condition: { all: conditions }, sure }
  if (students) return { population: 'student', sure }
  const id = groups.length === 1 && groups[0]?.ids.length === 1 ? groups[0].ids[0] : undefined
  if (id) return id === 'low-income' ? undefined : { population: id, sure }
  if ('fact' in only && only.fact === 'age' && sure) {
    if (only.min === undefined && only.max !== undefined) return { min: only.max + 1, sure }
    if (only.max === undefined && only.min !== undefined) return { max: only.min - 1, sure }
  }
  return { condition: only, sure }
}

/** Words that ask nothing elsewhere, and here mean some of the people. */
const SOME =
  /\b(?:single|young|younger|older|new|active|actively|individual|special|some|certain|most|many|solter[oa]s)\b/
const OF_AN_AGE =
  /^(?:child(?:ren)?|kids?|youths?|teens?|teenagers?|minors?|seniors?|elderly|boys?|girls?|infants?|babies|ninos|menores|mayores)$/
/** People of whom no fact tells. */
const UNTOLD = new RegExp(
  `\\b(?:${OF_A_KIND}|child(?:ren)?|kids?|youths?|teens?|teenagers?|minors?|seniors?|elderly|infants?|babies|families|household|residents?)\\b`,
)

function anyOf(ids: Population[]): Condition {
  const groups = ids.map((is): Condition => ({ fact: 'population', is }))
  const [only] = groups
  return groups.length === 1 && only ? only : { any: groups }
}

/** "Over 65" leaves 65 in, "65 and older" does not. */
function beyond({ start, end, min, max }: AgeMention, words: string) {
  const own = words.slice(Math.max(0, start - 12), end)
  const past =
    /\b(?:over|older than|above|mayores de|mas de)\b(?! the)/.test(own) && !/\band over\b/.test(own)
  return {
    ...(min !== undefined ? { min: past ? min + 1 : min } : {}),
    ...(max !== undefined ? { max } : {}),
  }
}

/** Names that mean only some of the group: who belongs to it is then asked, never sent away. */
const SOME_OF_THEM: Partial<Record<Population, RegExp>> = {
  veteran: /combat|wartime|retired|honorabl|discharge/,
  'military-family': /spouse|child|widow|survivor|wives|dependent/,
  pregnant: /couples?|trimester/,
  'parent-of-minor': /single|one|two|\d|infant|newborn|toddler|teen/,
  unhoused: /chronic|youth|kids|street/,
  'foster-youth': /former|current|aging/,
  student: /college|university|full|part|graduate|attending|enrolled/,
  unemployed: /laid|dislocated|displaced/,
  immigrant: /recent|new|migrant/,
  'disaster-affected': /hurricane|flood|fire|tornado|storm/,
  homebound: /temporar/,
}

/**
 * Whether the mention means the whole group. "Not on probation" is fewer than everybody who was ever in jail; and who
 * has left substances behind belongs to the group, but is seldom meant.
 */
export function isWhole({ ids, start, end }: GroupMention, words: string): boolean {
  const own = words.slice(start, end)
  return ids.every((id) => {
    if (id === 'reentry') return /criminal|offender|convict|felon/.test(own)
    if (id === 'substance-use') return /in recovery|recovering/.test(own)
    return !SOME_OF_THEM[id]?.test(own)
  })
}
