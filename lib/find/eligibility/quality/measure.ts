import { extract } from '../extract.ts'
import { fieldsOf } from '../extraction.ts'
import { type LabelledSet, labelledSets } from './labels.ts'
import { type Judgement, judge, type LabelledText, SCORED_FIELDS, type ScoredField } from './score.ts'

export type Figures = {
  right: number
  wrong: number
  missing: number
  /** right / (right + wrong); null when nothing was said. */
  precision: number | null
  /** right / labels; null when there are none. */
  recall: number | null
}

export type ExtractionFigures = Figures & {
  texts: number
  labels: number
  /** 1 − cost / labels: a missing rule costs 1, a wrong one 4 (2 where it only admits too many). */
  score: number | null
  /** Share of the texts with at least one wrong rule that could hide help from somebody who has a right to it. */
  harm: number
  /** Of the texts without any label, the share left without any rule. */
  emptyKept: number | null
  byField: Partial<Record<ScoredField, Figures>>
}

export type ExtractionQuality = {
  set: string
  /** Everything that was said, and only what may rule a service out. */
  rules: ExtractionFigures
  sure: ExtractionFigures
  /** The same by hardness, feed and language, keyed `hardness: hard`. */
  parts: Record<string, { rules: ExtractionFigures; sure: ExtractionFigures }>
  /** Microseconds a text, mean. */
  microseconds: number
  /** What was wrong or missing, as `id: verdict field`, for a steward to look at. */
  errors: string[]
}

/** Measures the extractor on every labelled set that is at hand. */
export function measureExtraction(): ExtractionQuality[] {
  return labelledSets().map(measureSet)
}

type Judged = { item: LabelledText; rules: Judgement[]; sure: Judgement[] }

function measureSet({ name, texts }: LabelledSet): ExtractionQuality {
  // Once unmeasured: patterns are compiled when they are first used.
  for (const { text } of texts) extract(text)
  const began = performance.now()
  const read = texts.map((item) => ({
    item,
    extraction: extract(item.text, item.state ? { state: item.state } : {}),
  }))
  const microseconds = Math.round(((performance.now() - began) * 1000) / Math.max(1, texts.length))
  const judged = read.map(({ item, extraction }) => ({
    item,
    rules: judge(item, fieldsOf(extraction, { sureOnly: false })),
    sure: judge(item, fieldsOf(extraction, { sureOnly: true })),
  }))
  return {
    set: name,
    rules: figuresOf(judged, 'rules'),
    sure: figuresOf(judged, 'sure'),
    parts: partsOf(judged),
    microseconds,
    errors: judged.flatMap(({ item, rules }) =>
      rules
        .filter(({ verdict }) => verdict !== 'right')
        .map(({ verdict, field }) => `${item.id}: ${verdict} ${field}`),
    ),
  }
}

function partsOf(judged: Judged[]): ExtractionQuality['parts'] {
  const parts = new Map<string, Judged[]>()
  for (const one of judged) {
    for (const key of ['hardness', 'set', 'lang'] as const) {
      const name = `${key}: ${one.item[key]}`
      parts.set(name, [...(parts.get(name) ?? []), one])
    }
  }
  return Object.fromEntries(
    [...parts].map(([name, own]) => [name, { rules: figuresOf(own, 'rules'), sure: figuresOf(own, 'sure') }]),
  )
}

function figuresOf(judged: Judged[], which: 'rules' | 'sure'): ExtractionFigures {
  const all = judged.flatMap((one) => one[which])
  const labels = all.filter(({ label }) => label).length
  const cost = all.reduce((sum, judgement) => sum + judgement.cost, 0)
  const harmed = judged.filter((one) => one[which].some((judgement) => judgement.cost === 4)).length
  const empty = judged.filter(({ item }) => Object.keys(item.rules).length === 0)
  const kept = empty.filter((one) => one[which].every(({ verdict }) => verdict !== 'wrong')).length
  return {
    texts: judged.length,
    labels,
    ...countsOf(all),
    score: labels > 0 ? 1 - cost / labels : null,
    harm: judged.length > 0 ? harmed / judged.length : 0,
    emptyKept: empty.length > 0 ? kept / empty.length : null,
    byField: Object.fromEntries(
      SCORED_FIELDS.map((field) => [field, all.filter((judgement) => judgement.field === field)] as const)
        .filter(([, own]) => own.length > 0)
        .map(([field, own]) => [field, countsOf(own)]),
    ),
  }
}

/** A wrong value in the place of a label is wrong and missing at once. */
function countsOf(judgements: Judgement[]): Figures {
  const count = (verdict: Judgement['verdict']) => judgements.filter((one) => one.verdict === verdict).length
  const [right, wrong] = [count('right'), count('wrong')]
  const missing =
    count('missing') + judgements.filter(({ verdict, label }) => verdict === 'wrong' && label).length
  return {
    right,
    wrong,
    missing,
    precision: right + wrong > 0 ? right / (right + wrong) : null,
    recall: right + missing > 0 ? right / (right + missing) : null,
  }
}
