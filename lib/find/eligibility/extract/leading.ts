import { PEOPLE_WORDS } from './people.ts'
import { type Marked, startsWithUnknownPeople } from './pieces.ts'

/** Words that demand. */
export const MUST =
  /\b(?:must|should|need to|needs to|have to|has to|required to|require[sd]?|only those)\b|^(?:be|being|have|has|not|proof|deben?|tener|ser|estar)\b/
const STARTS_WITH_PEOPLE =
  /^\W*(?:eligib\w+:?|services? for|consists? of|open to|for|only|available to|serv(?:es|ing)|limited to|must|should|be\b|de\b|para\b)/

/** Words that may stand before the first word for people. */
const OPENING =
  /^(?:eligib\w+|who|we|programs?|open|available|limited|restricted|services?|is|are|for|to|only|all|any|the|an?|our|other|both|must|should|need|needs|be|been|currently|new|serves?|serving|able|this|proof|of|have|has|not|those|de|las|los|para|que|y|and|or|in|must)$/
const PEOPLE = new RegExp(`^(?:${PEOPLE_WORDS})$`)
/** How many words of description may stand before them: "severely emotionally disturbed children". */
const MOST_ADJECTIVES = 4

/** Whether the clause begins with people, whatever describes them. */
export function firstWordsArePeople(text: string): boolean {
  let adjectives = 0
  for (const word of text.slice(0, 160).match(/[a-z0-9'-]+/g) ?? []) {
    if (PEOPLE.test(word)) return true
    if (/^(?:houses|annually|offers|provides|gives|operates|runs|helps)$/.test(word)) return false
    if (adjectives > 0 && /^(?:for|to|of|in|with|by|from)$/.test(word)) return false
    if (OPENING.test(word)) continue
    adjectives += 1
    if (adjectives > MOST_ADJECTIVES) return false
  }
  return false
}

/** It begins with what is offered. */
const NO_START =
  /^\W*(?:[a-z'-]+\s+){0,6}?(?:provid\w+|offer\w*|distribut\w+|deliver\w*|assist\w*|help\w*|support\w*|cloth\w+|food|meals?|shelter|housing|free|treatment|counsel\w+|information|referral|services? (?:to|for)|resources?|programs? (?:to|for|that)|classes|group|care (?:for|to)|pantry|work(?:s|ing) (?:to|with)|clinic|screenings?|education|prest[ae]|atenci[oó]n|centro)\b/

/** "Women who undergo treatment", "anyone receiving assistance": people first, and then what is said of them. */
const PEOPLE_DESCRIBED = new RegExp(
  `^\\W*(?:(?:all|any|the|only|for|open to) )*(?:${PEOPLE_WORDS}) (?:who|that|whose|with|without|living|[a-z]+ing)\\b`,
)

/** Whether the clause as a whole speaks of the people it is for, as eligibility lines do; running prose does not. */
export function startsWithPeople({ text, ages, groups, others }: Marked): boolean {
  const firstMention = Math.min(...[...ages, ...groups, ...others].map(({ start }) => start), text.length)
  const lead = text.slice(0, firstMention)
  if (NO_START.test(lead) && !PEOPLE_DESCRIBED.test(lead) && !/^\W*services? for\b/.test(lead)) return false
  if (STARTS_WITH_PEOPLE.test(text) && firstMention < 60) return true
  if (
    firstMention < 40 &&
    /^\W*(?:[a-z'/-]+\W+){0,4}$/.test(lead) &&
    !/\b(?:to|for|with|in|by)\W+$/.test(lead.replace(/^(?:open to|for|with|must)\W+/, ''))
  )
    return true
  return startsWithUnknownPeople(text) || firstWordsArePeople(text)
}
