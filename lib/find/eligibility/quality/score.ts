import { foldName } from '#find/geo/names.ts'
import { findCounty, findState } from '#find/geo/places.ts'
import type { ExtractedFields, ResidenceField } from '../extraction.ts'

/** One labelled text. `unscored` names fields on which careful readers may differ; `accept` further values that are right. */
export type LabelledText = {
  id: string
  set: string
  lang: string
  hardness: string
  text: string
  state?: string
  rules: ExtractedFields
  unscored: readonly string[]
  accept: Readonly<Record<string, readonly unknown[]>>
}

export const SCORED_FIELDS = [
  'minAge',
  'maxAge',
  'maxIncomePercentFpl',
  'gender',
  'populations',
  'populationsExcluded',
  'residence',
  'referralRequired',
  'openToAll',
] as const
export type ScoredField = (typeof SCORED_FIELDS)[number]

export type Verdict = 'right' | 'missing' | 'wrong'
/** `cost`: 1 for what is missing, 2 or 4 for what is wrong; `label` says whether a label stood there. */
export type Judgement = {
  field: ScoredField
  verdict: Verdict
  label: boolean
  cost: number
  said?: unknown
  wanted?: unknown
}

const MISSING = 1
const WRONG = 4
/** A wrong value that only admits too many, and wrong statements that ask nothing, hide no help from anybody. */
const TOO_WIDE = 2

/** Compares what an extractor says of one text with its labels. */
export function judge(item: LabelledText, said: ExtractedFields): Judgement[] {
  const scored = (field: string) => !item.unscored.includes(field)
  const judgements: Judgement[] = []
  const wanted = neutralGone(item.rules, item.rules)
  const got = neutralGone(said, item.rules)
  for (const field of [
    'minAge',
    'maxAge',
    'maxIncomePercentFpl',
    'gender',
    'residence',
    'referralRequired',
    'openToAll',
  ] as const) {
    if (!scored(field)) continue
    const judgement = judgeField(field, wanted[field], got[field], item.accept[field] ?? [])
    if (judgement) judgements.push(judgement)
  }
  if (scored('populationsExcluded')) {
    const clauses = (ids: readonly string[] = []) => ids.map((id) => [id])
    judgements.push(
      ...judgeClauses(
        'populationsExcluded',
        clauses(wanted.populationsExcluded),
        clauses(got.populationsExcluded),
        false,
      ),
    )
  }
  const open = !scored('populationsAny') || !scored('populationsAll')
  judgements.push(...judgeClauses('populations', populationClauses(wanted), populationClauses(got), open))
  return judgements
}

function neutralGone(fields: ExtractedFields, labels: ExtractedFields): ExtractedFields {
  const left: ExtractedFields = { ...fields }
  if (!left.minAge) delete left.minAge
  if ((left.maxAge ?? 100) >= 100) delete left.maxAge
  if (!left.openToAll) delete left.openToAll
  if (left.referralRequired === false && labels.referralRequired === undefined) delete left.referralRequired
  return left
}

type Single =
  | 'minAge'
  | 'maxAge'
  | 'maxIncomePercentFpl'
  | 'gender'
  | 'residence'
  | 'referralRequired'
  | 'openToAll'

function judgeField(
  field: Single,
  wanted: unknown,
  said: unknown,
  accept: readonly unknown[],
): Judgement | undefined {
  if (wanted === undefined && said === undefined) return undefined
  const label = wanted !== undefined
  if (said === undefined) return { field, verdict: 'missing', label, cost: MISSING, wanted }
  const equal = (value: unknown) =>
    field === 'residence' ? sameArea(value as ResidenceField, said as ResidenceField) : value === said
  if (label && [wanted, ...accept].some(equal)) return { field, verdict: 'right', label, cost: 0 }
  if (label && field === 'residence' && holds(said as ResidenceField, wanted as ResidenceField)) {
    return { field, verdict: 'missing', label, cost: MISSING, said, wanted }
  }
  return { field, verdict: 'wrong', label, cost: costOf(field, wanted, said), said, wanted }
}

function costOf(field: Single, wanted: unknown, said: unknown): number {
  if (field === 'openToAll' || (field === 'referralRequired' && said === false)) return TOO_WIDE
  if (typeof wanted === 'number' && typeof said === 'number') {
    if (field === 'minAge' ? said < wanted : said > wanted) return TOO_WIDE
  }
  return WRONG
}

function populationClauses({ populationsAny = [], populationsAll = [] }: ExtractedFields): string[][] {
  return [...populationsAll.map((id) => [id]), ...(populationsAny.length > 0 ? [[...populationsAny]] : [])]
}

/** `open`: further clauses than the labelled ones are ignored. */
function judgeClauses(
  field: 'populations' | 'populationsExcluded',
  wanted: string[][],
  said: string[][],
  open: boolean,
): Judgement[] {
  const same = (one: string[], other: string[]) =>
    one.length === other.length && one.every((id) => other.includes(id))
  const judgements: Judgement[] = []
  for (const clause of wanted) {
    const right = said.some((other) => same(clause, other))
    judgements.push(
      right
        ? { field, verdict: 'right', label: true, cost: 0 }
        : { field, verdict: 'missing', label: true, cost: MISSING, wanted: clause },
    )
  }
  for (const clause of said) {
    const weaker = wanted.some((label) => label.every((id) => clause.includes(id)))
    if (!weaker && !open)
      judgements.push({ field, verdict: 'wrong', label: false, cost: WRONG, said: clause })
  }
  return judgements
}

/** Names of areas as codes where they are known, else folded: "Miami-Dade", "Village of Skokie" and FIPS meet. */
function areasOf({ state, county, postalCodes, text }: ResidenceField): string[] {
  if (postalCodes) return postalCodes.map((zip) => `zip:${zip}`).sort()
  if (county)
    return [`county:${/^\d{5}$/.test(county) ? county : (findCounty(county)?.county ?? bare(county))}`]
  if (state) return [`state:${findState(state)?.state ?? bare(state)}`]
  return (text ?? '')
    .split(/\s*;\s*/)
    .map(namedArea)
    .sort()
}

function namedArea(name: string): string {
  const state = /^[A-Z]{2}$|^.{4,}$/.test(name) ? findState(name)?.state : undefined
  if (state) return `state:${state}`
  const county = /county$/i.test(name) ? findCounty(name)?.county : undefined
  return county ? `county:${county}` : bare(name)
}

function bare(name: string): string {
  return foldName(name.replace(/\b(?:county|city of|village of|town of|the)\b/gi, ' ').replace(/[.,'’]/g, ''))
    .replace(/\s+/g, ' ')
    .trim()
}

function sameArea(one: ResidenceField, other: ResidenceField): boolean {
  const [a, b] = [areasOf(one), areasOf(other)]
  if (a.join('|') === b.join('|')) return true
  const plain = (area: string) => {
    const fips = /^county:(\d{5})$/.exec(area)?.[1]
    return fips ? bare(findCounty(fips)?.label.split(',')[0] ?? fips) : area
  }
  return a.map(plain).sort().join('|') === b.map(plain).sort().join('|')
}

/** Whether the first area certainly holds the second: a state its counties. */
function holds(wide: ResidenceField, narrow: ResidenceField): boolean {
  const states = areasOf(wide).filter((area) => area.startsWith('state:'))
  return (
    states.length > 0 &&
    areasOf(narrow).every((area) => {
      const fips = /^county:(\d{5})$/.exec(area)?.[1]
      const state = fips ? findCounty(fips)?.state : undefined
      return state !== undefined && states.includes(`state:${state}`)
    })
  )
}
