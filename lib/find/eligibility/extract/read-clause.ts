import type { DocumentKind, Insurance, Population } from '../facts.ts'
import { type AgeMention, agesIn } from './ages.ts'
import { type Alternative, alternativesOf } from './alternatives.ts'
import { saysAnyone } from './anyone.ts'
import type { Clause } from './clauses.ts'
import { type GroupMention, groupsIn } from './groups.ts'
import {
  COMPANY,
  EXCEPTIONS,
  type Guard,
  guardOf,
  harmlessIn,
  isAboutMoney,
  isProcess,
  isUnsaid,
} from './guards.ts'
import { type IncomeMention, incomeIn } from './income.ts'
import { digitsFor } from './numbers.ts'
import type { Statement } from './outer.ts'
import { documentsIn, insuranceIn, referralIn } from './papers.ts'
import { PEOPLE_WORDS } from './people.ts'
import { type Marked, startsWithUnknownPeople } from './pieces.ts'
import { type ResidenceMention, residenceIn } from './residence.ts'

export type Reading = {
  clause: Clause
  guard?: Guard
  anyone: boolean
  statement?: Statement
  excluded: Population[]
  income: IncomeMention[]
  residence?: ResidenceMention
  referral?: boolean
  documents: DocumentKind[]
  insurance: Insurance[]
  /** Something was said that no reader accounts for. */
  leftover: boolean
  /** The clause only says how to get in touch, when to come, or what one might need. */
  harmless: boolean
}

type Span = { start: number; end: number }

/** Everything one clause says. `negated`: it stands under a heading such as "must not have:". */
export function readClause(
  clause: Clause,
  { state, negated }: { state: string | undefined; negated: boolean },
): Reading {
  const original = digitsFor(clause.text)
  const reading: Reading = {
    clause,
    anyone: false,
    excluded: [],
    income: [],
    documents: [],
    insurance: [],
    leftover: false,
    harmless: false,
  }
  const referral = referralIn(original)
  if (referral) reading.referral = referral.required
  const guard = guardOf(original)
  if (guard) return { ...reading, guard, anyone: guard !== 'helpers' && saysAnyone(original) }
  reading.anyone = saysAnyone(original)
  const harmless = harmlessIn(original)
  const text = blank(original, harmless)
  const residence = residenceIn(clause.words, {
    state,
    leads: MUST.test(original) || firstWordsArePeople(original),
  })
  if (residence) reading.residence = residence
  reading.income = incomeIn(text)

  const documents = documentsIn(text)
  const insurance = insuranceIn(text)
  reading.documents = [...new Set(documents.map(({ kind }) => kind))]
  reading.insurance = [...new Set(insurance.map(({ kind }) => kind))]
  const phrases = phraseSpans(text, residence)
  const beside = [...reading.income, ...documents, ...insurance, ...phrases]
  const people = readPeople(blank(text, beside), text, negated)
  reading.excluded = people.excluded
  if (people.statement)
    reading.statement = { ...people.statement, must: people.statement.must || reading.income.length > 0 }
  const accounted = [...beside, ...people.spans, ...(referral ? [referral] : [])]
  reading.leftover = hasLeftover(blank(text, accounted)) || isUnsaid(original)
  const found = people.found || beside.length > 0 || referral !== undefined
  reading.harmless = !found && !isUnsaid(original) && (isProcess(original) || !hasLeftover(text))
  return reading
}

/** The text with spans turned to spaces, so that positions stay. */
function blank(text: string, spans: Span[]): string {
  let result = text
  for (const { start, end } of spans)
    result = result.slice(0, start) + ' '.repeat(end - start) + result.slice(end)
  return result
}

function phraseSpans(text: string, residence: ResidenceMention | undefined): Span[] {
  if (!residence) return []
  const phrase = residence.phrase.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const start = text.indexOf(phrase)
  if (start < 0) return []
  // "residents" in the phrase still names the people who live there.
  const before = /^residents?\b/.exec(phrase)?.[0].length ?? 0
  const after = /\bresidents?$/.exec(phrase)?.[0].length ?? 0
  return [{ start: start + before, end: start + phrase.length - after }]
}

const CHILD_OF_ADULT =
  /(?:\b(?:with|have|has|having|of|in|identified|and|including|their|an?|or)\s+|[(,]\s*)(?:(?:at least )?(?:1|one|a|an|their|minor|young|small|dependent|own|accompanying|any|identified|or more|the|male|female|school[- ]aged?)\s+)*(?:child(?:ren)?|kids?|infants?|bab(?:y|ies)|newborns?|sons?|daughters?|boys?|grandchild(?:ren)?|toddlers?|person|member|senior)(?:\s+(?:who are|ages?|aged|between|from|birth|living|residing|(?:in|at) (?:the |their |your )?(?:household|home|house|family)))*\s*\(?$/
const GROWN =
  /\b(?:women|woman|famil(?:y|ies)|parents?|mothers?|moms|fathers?|care ?givers?|guardians?|adults?|households?|someone|individuals?|people|persons|couples)\b/

const OWN_CHILD =
  /\bhouseholds? with at least 1 (?:person|member|adult|senior)|\b(?:have|has|having) (?:an? |at least 1 |identified )*(?:child(?:ren)?|infant|baby)/

function ownAges(text: string, ages: AgeMention[]): AgeMention[] {
  return ages.filter(({ start, end }) => {
    const own = /^(?:infants?|new ?borns?)\b/.exec(text.slice(start, end))
    const before = text.slice(0, start) + (own ? `${own[0]} ` : '')
    return !((GROWN.test(before) || OWN_CHILD.test(before)) && CHILD_OF_ADULT.test(before))
  })
}

const NOT =
  /\b(?:no|not|cannot|can ?not|can't|excluding|except(?: for)?|unable to (?:accept|serve)|ineligible|never|sin)\b[^.;]*$/
const NOT_HAVING = /\b(?:without|free of)\s+(?:an? |any |active )*$/
const LEGAL_STATUS =
  /\b(?:must be |be )?(?:an? )?(?:u\.?s\.? |united states |american )?(?:citizens?(?:hip)?)(?:,)?(?: or| and|\/)? ?(?:an? |have |having )?(?:obtained )?(?:(?:legal|lawful|permanent|qualified|eligible|documented|registered)(?:ly)? ?)+(?:permanent )?(?:residen(?:ts?|cy)(?: immigration status)?|immigrants?|aliens?|immigrant status|immigration status|status|non-?citizens?)\b|^(?:must be )?(?:an? )?(?:u\.?s\.? |united states )citizens?[.!]?$|\bmust be (?:an? )?u\.?s\.? citizens?\b|\b(?:legal|lawful) (?:immigration|immigrant) status\b|\blegal(?:ly)? (?:residents? of|resid\w+ in) the (?:u\.?s\.?|united states)\b/

/** Who the clause speaks of, and whom it shuts out. `text` has everything else blanked; `whole` only the harmless parts. */
function readPeople(text: string, whole: string, negated: boolean) {
  const legal = LEGAL_STATUS.exec(text)
  const rest = legal ? blank(text, [{ start: legal.index, end: legal.index + legal[0].length }]) : text
  const { mentions, others } = groupsIn(rest)
  const isOut = ({ start }: GroupMention) => {
    const before = rest.slice(Math.max(0, start - 60), start)
    return (
      negated ||
      (NOT.test(before) &&
        !/\b(?:not (?:only|limited|necessary|required)|no (?:cost|charge|fee|matter))\b/.test(before)) ||
      NOT_HAVING.test(before)
    )
  }
  const out = mentions.filter(isOut)
  const groups = mentions.filter((mention) => !out.includes(mention))
  const ages = agesIn(rest)
  const own = negated ? [] : ownAges(rest, ages)
  const excluded: Population[] = [...new Set(out.flatMap(({ ids }) => ids))].filter(
    (id) => id !== 'low-income',
  )
  if (legal && !/\bnot (?:needed|required|necessary)/.test(whole)) excluded.push('undocumented')
  const spans: Span[] = [
    ...own,
    ...mentions,
    ...(legal ? [legal].map((m) => ({ start: m.index, end: m.index + m[0].length })) : []),
  ]
  const plain = blank(rest, out).replace(/\b((?:fe)?male),(?= (?:adult|veteran))/g, '$1 ')
  const statement = negated ? undefined : statementOf({ text: plain, ages: own, groups, others }, whole)
  const found =
    own.length > 0 ||
    mentions.length > 0 ||
    legal !== null ||
    statement?.alternatives.some(({ gender, ageClass }) => gender || ageClass === 'adult') === true
  return { excluded, statement, spans, found }
}

const MUST =
  /\b(?:must|should|need to|needs to|have to|has to|required to|require[sd]?|only those)\b|^(?:be|being|have|has|not|proof|deben?|tener|ser|estar)\b/
const STARTS_WITH_PEOPLE =
  /^\W*(?:eligib\w+:?|open to|for|only|available to|serv(?:es|ing)|limited to|must|should|be\b|de\b|para\b)/

function statementOf(marked: Marked, whole: string): Statement | undefined {
  // Who comes along is not who is served.
  if (COMPANY.test(whole)) return { alternatives: [], must: true, open: true, described: false }
  const open = EXCEPTIONS.test(whole) || listsWithoutCommas(marked) || ONE_PROGRAM.test(whole)
  const must = MUST.test(whole)
  const all = alternativesOf(marked)
  const says = (one: Alternative) =>
    one.head !== '' || one.groups.length > 0 || one.ages.length > 0 || one.other
  const alternatives = all.filter(says)
  const startsRight = all[0] !== undefined && (says(all[0]) || !/\b(?:for|to|of)\b/.test(whole.slice(0, 40)))
  const leads = startsWithPeople(marked)
  if (!leads && !must && isAboutMoney(whole)) return undefined
  if (must || (leads && startsRight)) {
    return alternatives.length > 0 ? { alternatives, must, open, described: false } : undefined
  }
  const audiences = TIMES.test(whole) ? [] : audiencesOf(marked)
  if (audiences.length === 0)
    return open ? { alternatives: [], must: false, open: false, described: true } : undefined
  return { alternatives: audiences.flat(), must: false, open, described: true }
}

/** Words that may stand before the first word for people. */
const OPENING =
  /^(?:eligib\w+|who|we|programs?|open|available|limited|restricted|services?|is|are|for|to|only|all|any|the|an?|our|other|both|must|should|need|needs|be|been|currently|new|serves?|serving|able|this|proof|of|have|has|not|those|de|las|los|para|que|y|and|or|in|must)$/
const PEOPLE = new RegExp(`^(?:${PEOPLE_WORDS})$`)
/** How many words of description may stand before them: "severely emotionally disturbed children". */
const MOST_ADJECTIVES = 4

function firstWordsArePeople(text: string): boolean {
  let adjectives = 0
  for (const word of text.slice(0, 160).match(/[a-z0-9'-]+/g) ?? []) {
    if (PEOPLE.test(word)) return true
    if (OPENING.test(word)) continue
    adjectives += 1
    if (adjectives > MOST_ADJECTIVES) return false
  }
  return false
}

const NO_START =
  /^\W*(?:[a-z'-]+\s+){0,6}?(?:provid\w+|offer\w*|distribut\w+|deliver\w*|assist\w*|help\w*|support\w*|cloth\w+|food|meals?|shelter|housing|free|treatment|counsel\w+|information|referral|services? (?:to|for)|resources?|programs? (?:to|for|that)|classes|group|care (?:for|to)|pantry|work(?:s|ing) (?:to|with)|clinic|screenings?|education|prest[ae]|atenci[oó]n|centro)\b/

function startsWithPeople({ text, ages, groups, others }: Marked): boolean {
  const firstMention = Math.min(...[...ages, ...groups, ...others].map(({ start }) => start), text.length)
  const lead = text.slice(0, firstMention)
  if (NO_START.test(lead)) return false
  if (STARTS_WITH_PEOPLE.test(text) && firstMention < 60) return true
  if (
    firstMention < 40 &&
    /^\W*(?:[a-z'/-]+\W+){0,4}$/.test(lead) &&
    !/\b(?:to|for|with|in|by)\W+$/.test(lead.replace(/^(?:open to|for|with|must)\W+/, ''))
  )
    return true
  return startsWithUnknownPeople(text) || firstWordsArePeople(text)
}

/** What follows holds for one program of several. */
const ONE_PROGRAM =
  /^\W*(?:for (?:the|our) [^,.]{3,70}(?:program|service|class|course|placement|apartments?|camp)s?,|if under )/

/** "a youth (17 or younger) homeless or …": a list whose line breaks were lost. */
function listsWithoutCommas({ text, ages, groups }: Marked): boolean {
  return ages.some(({ end }) =>
    groups.some(({ start }) => start > end && /^[^a-z]*\)\s+(?:an? )?$/.test(text.slice(end, start))),
  )
}

const TRIGGER =
  /\b(?:for|to|serv(?:es?|ing)|help(?:s|ing)?|assist(?:s|ing)?|support(?:s|ing)?|giv(?:es|ing)(?: the)?|provid(?:es|ing)|offer(?:s|ing)|accepts?|target(?:s|ing)?|houses|works? with|health of|lives of|needs of|available to|open to|a las?|a los|para(?: las?| los)?|dirigid[oa]s? a(?: las?| los)?|atiende a(?: las?| los)?)\s+(?=[a-z0-9])/g
const BOUNDARY =
  /\s-\s|[.;:!?]|\s(?:by|through|so|via|using|during|when|while|where|because|regarding|about|which|in order|until|whose)\s|\sto\s|\sand\s(?=(?:an?|other|support|referrals?|provid\w*|offer\w*|help\w*|assist\w*|services?|case|food|housing|job|educat\w*|counsel\w*|includ\w*|advoca\w*|work\w*|connect\w*|improv\w*|promot\w*)\b)|\swith\s(?=(?:services|support|an?|the|food|case|access|their|free|assistance|basic|job|housing|information|resources|opportunit\w*|groceries|shelter|help|all|any)\b)|\sin\s(?=(?:an?|our|their|obtaining|finding|crisis)\b)/

/** "… for women and girls 13 and older": the people that running prose says a service is for. */
function audiencesOf(marked: Marked): Alternative[][] {
  const found: Alternative[][] = []
  let readTo = 0
  for (const match of marked.text.matchAll(TRIGGER)) {
    const start = match.index + match[0].length
    if (start < readTo) continue
    const stop = BOUNDARY.exec(marked.text.slice(start))
    const end = stop ? start + stop.index : marked.text.length
    const part = slice(marked, start, end)
    const alternatives = alternativesOf(part).filter(
      ({ head, groups, ages, other }) => head !== '' || groups.length + ages.length > 0 || other,
    )
    const [first] = alternatives
    if (!first || (first.head === '' && !part.groups.some(({ start: at, noun }) => noun && at < 12))) continue
    if (
      alternatives.every(
        (one) =>
          one.groups.length === 0 &&
          one.ages.length === 0 &&
          !one.gender &&
          one.ageClass !== 'adult' &&
          !one.other,
      )
    )
      continue
    found.push(alternatives)
    readTo = end
  }
  return found
}

function slice({ text, ages, groups, others }: Marked, start: number, end: number): Marked {
  const inside = <T extends Span>(spans: T[]): T[] =>
    spans
      .filter((span) => span.start >= start && span.end <= end)
      .map((span) => ({ ...span, start: span.start - start, end: span.end - start }))
  return { text: text.slice(start, end), ages: inside(ages), groups: inside(groups), others: inside(others) }
}

/** What is said beside days and hours holds for those hours. */
const TIMES = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\d ?(?:am|pm|a\.m|p\.m)\b/

const FILLER = new RegExp(
  `^(?:${PEOPLE_WORDS}|must|should|be|been|being|are|is|at|least|an?|the|of|in|on|and|or|to|for|with|who|that|which|all|any|only|open|serv(?:es?|ing|ices?)|years?|yrs?|old|older|ages?|aged|younger|over|under|up|between|through|eligib\\w*|resid\\w*|live|lives|living|currently|have|has|having|need\\w*|requir\\w*|proof|bring|provide|show|present|no|not|single|young|their|from|area|county|city|valid|current|individual|program|programs|individuals|group|groups|able|within|limits?|by|also|other|both|we|our|they|them|this|it|as|well|may|can|will|people|available|welcome|welcomed|and\\/or|age|household|income|total|gross|annual|family|less|than|equal|below|exceed|does|do|limited|federal|level|guidelines|restricted|qualify|qualified|apply|applicants?|participate|participation|particip\\w*|per|month|each|one|two|etc|zip|codes?|zipcodes?|accepted|accept|accepts|special|following|from|prior|least|months?|making|application|community|general|members?|de|la|las|los|el|en|que|y|o|a|para|personas?|con|anos|edad|ser|estar)$`,
)

function hasLeftover(text: string): boolean {
  return (text.match(/[a-z][a-z'/-]*/g) ?? []).some((word) => word.length > 1 && !FILLER.test(word))
}
