import { z } from 'zod'
import { CRISIS_KINDS } from './model.ts'
import { understand } from './understand.ts'

/** One request and what must be understood of it; the scoring is described at each figure below. */
const caseSchema = z.object({
  id: z.string(),
  text: z.string(),
  lang: z.string(),
  expectAny: z.array(z.string()),
  expectAll: z.array(z.string()),
  forbid: z.array(z.string()),
  crisis: z.enum(CRISIS_KINDS).nullable(),
  person: z.record(z.string(), z.unknown()),
  /** Part of the label of the place that is searched; null when the text names none. */
  place: z.string().nullable(),
  note: z.string(),
})
export const casesSchema = z.array(caseSchema)
export type Case = z.infer<typeof caseSchema>

/** How many of `of` were right. */
export type Share = { right: number; of: number }

export type UnderstandingQuality = {
  /** Needs, crisis and person all right. */
  items: Share
  needs: Share
  person: Share
  place: Share
  /** Crisis texts whose kind was found. */
  crisisRecall: Share
  /** Crisis texts in which any crisis was found, of whatever kind: a wrong kind is better than none. */
  crisisNoticed: Share
  /** Texts tagged [hard-negative] that raised no alarm. */
  hardNegatives: Share
  /** Ordinary requests that raised no alarm. */
  ordinary: Share
  byLanguage: Record<string, { items: Share; crisisRecall: Share }>
  byCrisis: Record<string, Share>
  failed: { id: string; text: string; parts: string[] }[]
}

type Outcome = {
  needs: boolean | null
  crisis: boolean
  person: boolean | null
  place: boolean
  noticed: boolean
}

/** Scores the cases as the README of the golden sets says. Reads nothing but the lexicon. */
export function measureUnderstanding(cases: readonly Case[]): UnderstandingQuality {
  const outcomes = cases.map((each) => ({ each, outcome: outcomeOf(each) }))
  type Row = (typeof outcomes)[number]
  const passes = ({ outcome }: Row): boolean =>
    outcome.needs !== false && outcome.crisis && outcome.person !== false
  const share = (rows: readonly Row[], right: (row: Row) => boolean): Share => ({
    right: rows.filter(right).length,
    of: rows.length,
  })
  const inCrisis = outcomes.filter(({ each }) => each.crisis !== null)
  const calm = outcomes.filter(({ each }) => each.crisis === null)
  const hard = calm.filter(({ each }) => each.note.includes('[hard-negative]'))
  const recall = (rows: readonly Row[]): Share => share(rows, ({ outcome }) => outcome.crisis)
  const languages = [...new Set(cases.map((each) => each.lang))]
  return {
    items: share(outcomes, passes),
    needs: share(
      outcomes.filter(({ outcome }) => outcome.needs !== null),
      ({ outcome }) => outcome.needs === true,
    ),
    person: share(
      outcomes.filter(({ outcome }) => outcome.person !== null),
      ({ outcome }) => outcome.person === true,
    ),
    place: share(outcomes, ({ outcome }) => outcome.place),
    crisisRecall: recall(inCrisis),
    crisisNoticed: share(inCrisis, ({ outcome }) => outcome.noticed),
    hardNegatives: recall(hard),
    ordinary: recall(calm.filter((row) => !hard.includes(row))),
    byLanguage: Object.fromEntries(
      languages.map((language) => {
        const own = outcomes.filter(({ each }) => each.lang === language)
        return [
          language,
          { items: share(own, passes), crisisRecall: recall(own.filter(({ each }) => each.crisis !== null)) },
        ]
      }),
    ),
    byCrisis: Object.fromEntries(
      CRISIS_KINDS.map((kind) => [kind, recall(inCrisis.filter(({ each }) => each.crisis === kind))]),
    ),
    failed: outcomes
      .filter((row) => !passes(row) || !row.outcome.place)
      .map(({ each, outcome }) => ({
        id: each.id,
        text: each.text,
        parts: (['needs', 'crisis', 'person', 'place'] as const).filter((part) => outcome[part] === false),
      })),
  }
}

function outcomeOf(each: Case): Outcome {
  const { needs, crisis, person, place } = understand(each.text)
  const ids = needs.map((need) => need.id)
  const stated = { ...each.person }
  return {
    needs:
      each.expectAny.length + each.expectAll.length + each.forbid.length === 0
        ? null
        : (each.expectAny.length === 0 || ids.slice(0, 3).some((id) => each.expectAny.includes(id))) &&
          each.expectAll.every((id) => ids.includes(id)) &&
          !each.forbid.some((id) => ids.includes(id)),
    crisis: crisis === each.crisis,
    noticed: crisis !== null,
    person: Object.keys(stated).length === 0 ? null : holds(stated, person),
    place: each.place === null ? place === null : folded(place?.label ?? '').includes(folded(each.place)),
  }
}

/** Whether everything that is stated was understood, whatever else was. */
function holds(stated: unknown, understood: unknown): boolean {
  if (typeof stated !== 'object' || stated === null) return stated === understood
  if (Array.isArray(stated)) return JSON.stringify(stated) === JSON.stringify(understood)
  return Object.entries(stated).every(([key, value]) =>
    holds(value, (understood as Record<string, unknown> | undefined)?.[key]),
  )
}

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
