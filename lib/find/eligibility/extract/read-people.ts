import type { Population } from '../facts.ts'
import { agesIn } from './ages.ts'
import { type Excluded, isWhole } from './excluded.ts'
import { type GroupMention, groupsIn } from './groups.ts'
import { ownAges } from './own-ages.ts'
import { blank, type Span } from './spans.ts'
import { statementOf } from './statement.ts'

/** What shuts out the group named right behind it. */
const NOT =
  /\b(?:no|not|cannot (?:accept|serve|be|have)|can ?not (?:accept|serve|be|have)|(?:does|do|will|can|may|must) not (?:accept|serve|admit|take|be|have)|unable to (?:accept|serve|admit)|excluding|excludes|except(?: for)?|ineligible:?|sin|without|free of)\s+(?:(?:be|have|had|any|an?|the|current|currently|active|actively|those|people|persons|clients|individuals|women|men|who|with|are|is|history of|problems with|drug|to be|experiencing|facing|living|in|on|at)\s+)*$/
const JOINS =
  /^\s*(?:(?:,|\/|or|,? or|and\/or|nor)\s*(?:an? |any |be |have )*|(?:and|,? and)\s*(?:an? |any )*)$/

const LEGAL_STATUS =
  /\b(?:must be |be )?(?:an? )?(?:u\.?s\.? |united states |american )?(?:citizens?(?:hip)?)(?:,)?(?: or| and|\/)? ?(?:an? |have |having )?(?:obtained )?(?:(?:legal|lawful|permanent|qualified|eligible|documented|registered)(?:ly)? ?)+(?:permanent )?(?:residen(?:ts?|cy)(?: immigration status)?|immigrants?|aliens?|immigrant status|immigration status|status|non-?citizens?)\b|^(?:must be )?(?:an? )?(?:u\.?s\.? |united states )citizens?[.!]?$|\bmust be (?:an? )?u\.?s\.? citizens?\b|\b(?:legal|lawful) (?:immigration|immigrant) status\b|\blegal(?:ly)? (?:residents? of|resid\w+ in) the (?:u\.?s\.?|united states)\b/

/** Who the clause speaks of, and whom it shuts out by the way. `text` has everything else blanked; `whole` only the harmless parts. */
export function readPeople(text: string, whole: string) {
  const legal = legalStatusIn(text)
  const rest = blank(text, legal)
  const { mentions, others } = groupsIn(rest)
  const out = shutOut(mentions, rest)
  const groups = mentions.filter((mention) => !out.includes(mention))
  const ages = ownAges(rest, agesIn(rest))
  const plain = blank(rest, out).replace(/\b((?:fe)?male),(?= (?:adult|veteran))/g, '$1 ')
  const statement = statementOf({ text: plain, ages, groups, others }, whole)
  const named = statement?.alternatives.some(({ gender, ageClass }) => gender || ageClass === 'adult')
  return {
    excluded: [...excludedBy(out, rest), ...undocumented(legal, whole)],
    statement,
    marks: [
      ...ages.map((age) => ({ ...age, about: 'age' as const })),
      ...groups.map(({ start, end, ids }) => ({ start, end, ids, about: 'populations' as const })),
      ...out.map(({ start, end, ids }) => ({ start, end, ids, about: 'populationsExcluded' as const })),
      ...legal.map((span) => ({ ...span, ids: UNDOCUMENTED, about: 'populationsExcluded' as const })),
    ],
    found: ages.length + mentions.length + legal.length > 0 || named === true,
  }
}

const UNDOCUMENTED: Population[] = ['undocumented']

/** "U.S. citizens or legal residents": who has no papers is shut out, whatever else it asks. */
function legalStatusIn(text: string): Span[] {
  const match = LEGAL_STATUS.exec(text)
  if (!match || /\bnot (?:to )?ha(?:ve|ving)? ?$|\bwithout $|\bno $/.test(text.slice(0, match.index)))
    return []
  return [{ start: match.index, end: match.index + match[0].length }]
}

/** "U.S. citizens only": nobody without papers; "citizenship is not needed" asks nothing. */
function undocumented(legal: Span[], whole: string): Excluded[] {
  const [span] = legal
  if (!span || /\bnot (?:needed|required|necessary)/.test(whole)) return []
  return [{ ...span, population: 'undocumented', sure: true }]
}

function shutOut(mentions: GroupMention[], text: string): GroupMention[] {
  const out: GroupMention[] = []
  for (const mention of mentions) {
    const last = out.at(-1)
    const goesOn = last !== undefined && JOINS.test(text.slice(last.end, mention.start))
    const before = text.slice(Math.max(0, mention.start - 80), mention.start)
    if (goesOn || NOT.test(before)) out.push(mention)
  }
  return out
}

/** "Income not too low" is no exclusion of people with low incomes; "unless …" leaves it open. */
function excludedBy(out: GroupMention[], text: string): Excluded[] {
  return out.flatMap((mention) => {
    const { start, end } = mention
    const open = /\bunless\b/.test(text.slice(end))
    return mention.ids
      .filter((id) => id !== 'low-income')
      .map((population) => ({ start, end, population, sure: isWhole(mention, text) && !open }))
  })
}
