import { type Alternative, alternativesOf } from './alternatives.ts'
import { audiencesOf } from './audiences.ts'
import { COMPANY, EXCEPTIONS, isAboutMoney } from './guards.ts'
import { MUST, startsWithPeople } from './leading.ts'
import type { Statement } from './outer.ts'
import type { Marked } from './pieces.ts'

/** What follows holds for one program of several. */
export const ONE_PROGRAM =
  /^\W*(?:for (?:the|our) [^,.]{3,70}(?:program|service|class|course|placement|apartments?|camp)s?,|for [a-z ]{3,40} (?:the )?(?:person|applicant|client|you|participant)s? must|if under )/

/** "Primary care is for homeless people": what is for them is one thing of several that the text has named before. */
export const ONE_THING =
  /^\W*(?:the |our |this |its )?(?!(?:the|our|this|its) |(?:it|they|we|this|these|services?|all services?|programs?|shelter|housing|assistance|help|membership|participation|eligibility|enrollment|admission|care|meals|center|agency|clinic|organization|group|facility|pantry|service|program services|all programs|people|persons|individuals|clients|participants|you) (?:is|are)\b)[a-z0-9 '&-]{3,60}? (?:is|are) (?:only |also |open |available |offered |provided |limited |restricted |intended |designed |exclusively )*(?:for|to) (?!be\b)/

/** "a youth (17 or younger) homeless or …", "living with a disability living with HIV": a list that lost its line breaks. */
const LOST_BREAKS =
  /^\W*(?:an? |living with ).*(?<!\b(?:or|and|to|for|of|with|by|as|is|be|has|have|from|in),?)\s(?:an? (?:immigrant|veteran|senior|youth|survivor|person|victim)|living with|homeless or)\b/

/** What is said beside days and hours holds for those hours. */
const TIMES = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\d ?(?:am|pm|a\.m|p\.m)\b/

/** Nothing is known of the people, and no limit of age holds. */
const OPEN_TO_DOUBT: Statement = {
  alternatives: [],
  must: true,
  explicit: false,
  open: true,
  described: false,
}

/** What the clause says of people. `whole` is the clause with only its harmless parts blanked. */
export function statementOf(marked: Marked, whole: string): Statement | undefined {
  // Who comes along is not who is served.
  if (LOST_BREAKS.test(whole) || COMPANY.test(whole)) return OPEN_TO_DOUBT
  const open = EXCEPTIONS.test(whole) || ONE_PROGRAM.test(whole)
  const explicit = MUST.test(whole)
  const leads = startsWithPeople(marked)
  const timed = TIMES.test(whole)
  if (!leads && !explicit && isAboutMoney(whole)) return undefined
  const all = alternativesOf(marked)
  const [first] = all
  const startsRight = first !== undefined && (says(first) || !/\b(?:for|to|of)\b/.test(whole.slice(0, 40)))
  if (explicit || (leads && startsRight && !timed)) {
    const alternatives = all.filter(says)
    if (alternatives.length === 0) return undefined
    return { alternatives, must: explicit || isPredicate(alternatives), explicit, open, described: false }
  }
  const alternatives = timed ? [] : audiencesOf(marked).flat()
  if (alternatives.length === 0 && !open) return undefined
  return {
    alternatives,
    must: false,
    explicit: false,
    open: open && alternatives.length > 0,
    described: true,
  }
}

function says({ head, groups, ages, other }: Alternative): boolean {
  return head !== '' || groups.length > 0 || ages.length > 0 || other
}

/** "18 or older", "homeless", "resident of …": a condition on people named elsewhere. */
function isPredicate([first]: Alternative[]): boolean {
  if (!first) return false
  if (first.head === '') return !first.noun
  return /^residents?$/.test(first.head) && first.groups.length + first.ages.length === 0
}
