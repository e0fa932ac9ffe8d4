import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { findShared } from '#base/runtime/shared.ts'
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
type Case = z.infer<typeof caseSchema>

const OWN_SETS = [
  'data/golden/understanding.json',
  'data/golden/understanding-own.json',
  'data/golden/crisis-own.json',
]
/** Cases that are not all understood yet: measured and learned from, and held by no test. */
const OPEN_SET = 'data/golden/understanding-open.json'
const SHARED_SET = 'gold/understanding.json'

/** The labelled requests that are at hand: ours, and the shared ones beside the repository. `open`: some still fail. */
export function labelledRequests(): { set: string; open: boolean; cases: Case[] }[] {
  const shared = findShared(SHARED_SET)
  const paths = [...OWN_SETS, OPEN_SET, ...(shared ? [shared] : [])]
  return paths.map((path) => ({
    set: path === shared ? `shared ${SHARED_SET}` : path,
    open: path === OPEN_SET,
    cases: casesSchema.parse(JSON.parse(readFileSync(path, 'utf8'))),
  }))
}

/** How many of `of` were right. */
export type Share = { right: number; of: number }

export type LanguageQuality = {
  items: Share
  needs: Share
  person: Share
  place: Share
  crisisRecall: Share
  /** Texts without a crisis, hard ones and ordinary ones, that raised no alarm. */
  calm: Share
}

/** Texts of one kind of crisis: found as that kind, and as any kind. */
export type CrisisQuality = { recall: Share; noticed: Share }

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
  byLanguage: Record<string, LanguageQuality>
  byCrisis: Record<string, CrisisQuality>
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
  const isRight = ({ outcome }: Row): boolean => outcome.crisis
  const isNoticed = ({ outcome }: Row): boolean => outcome.noticed
  const scored = (rows: readonly Row[], part: 'needs' | 'person'): Share =>
    share(
      rows.filter(({ outcome }) => outcome[part] !== null),
      ({ outcome }) => outcome[part] === true,
    )
  const ofLanguage = (language: string): LanguageQuality => {
    const own = (rows: readonly Row[]): Row[] => rows.filter(({ each }) => each.lang === language)
    return {
      items: share(own(outcomes), passes),
      needs: scored(own(outcomes), 'needs'),
      person: scored(own(outcomes), 'person'),
      place: share(own(outcomes), ({ outcome }) => outcome.place),
      crisisRecall: share(own(inCrisis), isRight),
      calm: share(own(calm), isRight),
    }
  }
  const ofKind = (kind: string): CrisisQuality => {
    const own = inCrisis.filter(({ each }) => each.crisis === kind)
    return { recall: share(own, isRight), noticed: share(own, isNoticed) }
  }
  return {
    items: share(outcomes, passes),
    needs: scored(outcomes, 'needs'),
    person: scored(outcomes, 'person'),
    place: share(outcomes, ({ outcome }) => outcome.place),
    crisisRecall: share(inCrisis, isRight),
    crisisNoticed: share(inCrisis, isNoticed),
    hardNegatives: share(hard, isRight),
    ordinary: share(
      calm.filter((row) => !hard.includes(row)),
      isRight,
    ),
    byLanguage: Object.fromEntries(
      [...new Set(cases.map((each) => each.lang))].map((lang) => [lang, ofLanguage(lang)]),
    ),
    byCrisis: Object.fromEntries(CRISIS_KINDS.map((kind) => [kind, ofKind(kind)])),
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
