import type { StatedAges } from './extract/account.ts'
import { extract } from './extract.ts'
import { type Extraction, type Finding, placesOf } from './extraction.ts'
import type { DocumentKind } from './facts.ts'
import type { Condition, Rule, ServiceRules } from './model.ts'

/** What a listing says about who may use the service. */
export type EligibilitySource = {
  /** Prose, in English or Spanish. */
  eligibilityDescription?: string | null
  /** Years; a fraction is cut, zero and 100 or more are no limit. */
  minimumAge?: number | null
  maximumAge?: number | null
  /** The paper in the feed's words and, where it was understood, its id. */
  requiredDocuments?: readonly { document: string; kind: DocumentKind | null }[]
  /** Conditions that other structured fields of the feed state, with the field's words. */
  stated?: readonly { when: Condition; words: string }[]
  /** USPS code of the state the service is in. */
  state?: string | null
  /** The day the source was last assured or modified, YYYY-MM-DD. */
  on?: string | null
}

type Disagreement = NonNullable<ServiceRules['disagreements']>[number]

/** The rules of a service: what its structured fields state and what its prose says, every clause accounted for. */
export function rulesOf(source: EligibilitySource): ServiceRules {
  const on = source.on ?? ''
  const state = source.state ?? undefined
  const prose = source.eligibilityDescription?.trim() ?? ''
  const stated = statedRules(source, on)
  const read = readProse(prose, state, agesOf(stated))
  const disagreements: Disagreement[] = []
  const rules: Rule[] = [...stated]
  for (const finding of read.findings) {
    const rule = ruleOf(finding, on)
    if (!rule) continue
    const other = disagreeing(stated, rule)
    if (other === 'same') continue
    if (other) {
      other.sure = false
      rule.sure = false
      disagreements.push({ field: finding.field, stated: other.words, words: finding.words })
    }
    rules.push(rule)
  }
  const crossed = crossedAges(rules)
  if (crossed) disagreements.push(crossed)
  return {
    rules: withoutRepeatedPapers(rules),
    unknown: read.unknown,
    noCondition: read.noCondition,
    says: saysOf(read, rules),
    ...(state ? { state } : {}),
    ...(disagreements.length > 0 ? { disagreements } : {}),
  }
}

const NOTHING: Extraction = { findings: [], noCondition: [], unknown: [] }
/** Readings kept: an agency says the same of all its services, and a feed of many agencies. */
const MOST_READINGS = 5_000
const readings = new Map<string, Extraction>()

function readProse(prose: string, state: string | undefined, stated: StatedAges): Extraction {
  if (!prose) return NOTHING
  const key = `${state ?? ''} ${stated.min ?? ''} ${stated.max ?? ''} ${prose}`
  let reading = readings.get(key)
  if (!reading) {
    if (readings.size >= MOST_READINGS) readings.clear()
    reading = extract(prose, { ...(state ? { state } : {}), stated })
    readings.set(key, reading)
  }
  return reading
}

/** The limits of age among the stated rules. */
function agesOf(stated: Rule[]): StatedAges {
  const ages: StatedAges = {}
  for (const { when } of stated) {
    if (!('fact' in when) || when.fact !== 'age') continue
    if (when.min !== undefined) ages.min = when.min
    if (when.max !== undefined) ages.max = when.max
  }
  return ages
}

function saysOf(read: Extraction, rules: Rule[]): ServiceRules['says'] {
  if (read.findings.some((finding) => finding.field === 'openToAll' && finding.value)) return 'anyone'
  if (rules.length > 0 || read.unknown.length > 0 || read.findings.length > 0) return 'something'
  return 'nothing'
}

/** Limits that a feed writes when it means none. */
const NO_LOWER_LIMIT = 1
const NO_UPPER_LIMIT = 99

function statedRules(source: EligibilitySource, on: string): Rule[] {
  const rules: Rule[] = []
  const state = (when: Condition, words: string) =>
    rules.push({ when, origin: 'stated', sure: true, words, on })
  const { minimumAge, maximumAge } = source
  if (minimumAge != null && minimumAge >= NO_LOWER_LIMIT && minimumAge < NO_UPPER_LIMIT) {
    state({ fact: 'age', min: Math.floor(minimumAge) }, `minimum_age ${minimumAge}`)
  }
  if (maximumAge != null && maximumAge > 0 && maximumAge < NO_UPPER_LIMIT) {
    state({ fact: 'age', max: Math.floor(maximumAge) }, `maximum_age ${maximumAge}`)
  }
  for (const { when, words } of source.stated ?? []) state(when, words)
  for (const { document, kind } of source.requiredDocuments ?? []) {
    if (kind) state({ fact: 'documents', allOf: [kind] }, document)
  }
  return rules
}

/**
 * A lowest age above the highest lets nobody in, which nobody means: neither turns anybody away, and a steward is told. A
 * column may say 17 and the prose "adults", or a feed has the two columns the wrong way round.
 */
function crossedAges(rules: readonly Rule[]): Disagreement | null {
  const limits = (end: 'min' | 'max') => rules.filter(({ when }) => limitOf(when)?.of === end)
  const ageOf = ({ when }: Rule) => Number(limitOf(when)?.value)
  for (const lowest of limits('min')) {
    for (const highest of limits('max')) {
      if (ageOf(lowest) <= ageOf(highest)) continue
      lowest.sure = false
      highest.sure = false
      const [one, other] = highest.origin === 'stated' ? [highest, lowest] : [lowest, highest]
      return { field: 'minAge', stated: one.words, words: other.words }
    }
  }
  return null
}

/** The stated rule on the same end of the same fact that says something else; `same` when one says the same. */
function disagreeing(stated: Rule[], { when }: Rule): Rule | 'same' | undefined {
  const said = limitOf(when)
  if (!said) return undefined
  for (const rule of stated) {
    const limit = limitOf(rule.when)
    if (limit?.of === said.of) return limit.value === said.value ? 'same' : rule
  }
  return undefined
}

/** What a condition limits, where it can only have one value. */
function limitOf(when: Condition): { of: string; value: string | number } | undefined {
  if (!('fact' in when)) return undefined
  if (when.fact === 'gender') return { of: 'gender', value: when.is }
  if (when.fact === 'income' && 'percentFpl' in when) return { of: 'percentFpl', value: when.percentFpl }
  if (when.fact !== 'age') return undefined
  if (when.min !== undefined && when.max === undefined) return { of: 'min', value: when.min }
  return when.max !== undefined && when.min === undefined ? { of: 'max', value: when.max } : undefined
}

function ruleOf(finding: Finding, on: string): Rule | undefined {
  const when = conditionOf(finding)
  return when && { when, origin: 'extracted', sure: finding.sure, words: finding.words, on }
}

/** Nothing for a finding that asks nothing ("open to all", "no referral needed"). */
function conditionOf(finding: Finding): Condition | undefined {
  switch (finding.field) {
    case 'minAge':
      return { fact: 'age', min: finding.value }
    case 'maxAge':
      return { fact: 'age', max: finding.value }
    case 'maxIncomePercentFpl':
      return { fact: 'income', percentFpl: finding.value }
    case 'gender':
      return { fact: 'gender', is: finding.value }
    case 'populations': {
      const groups = finding.value.map((is): Condition => ({ fact: 'population', is }))
      return groups.length === 1 ? groups[0] : { any: groups }
    }
    case 'populationsExcluded':
      return { not: { fact: 'population', is: finding.value } }
    case 'residence':
      return { fact: 'residence', places: placesOf(finding.value) }
    case 'referralRequired':
      return finding.value ? { fact: 'documents', allOf: ['referral-letter'] } : undefined
    case 'openToAll':
      return undefined
    case 'insuranceAny':
      return { fact: 'insurance', anyOf: finding.value }
    case 'documents':
      return { fact: 'documents', allOf: finding.value }
    case 'condition':
      return finding.value
  }
}

/** A paper that a structured field already asks for is not asked for again because the prose says so too. */
function withoutRepeatedPapers(rules: Rule[]): Rule[] {
  const asked = new Set<DocumentKind>()
  return rules.filter((rule) => {
    if (!('fact' in rule.when) || rule.when.fact !== 'documents') return true
    const fresh = rule.when.allOf.filter((kind) => !asked.has(kind))
    for (const kind of fresh) asked.add(kind)
    return fresh.length > 0
  })
}
