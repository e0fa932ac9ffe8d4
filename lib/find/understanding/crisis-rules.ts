import type { Findings } from './findings.ts'
import type { Found, Reading } from './match.ts'
import { CRISIS_KINDS, type CrisisKind } from './model.ts'

/**
 * The crisis a text tells of, or null. A certain phrase stands whatever else is said; a likely one yields where the
 * text is about a training, the news or something long past (class `calm`). Of several kinds the first of
 * CRISIS_KINDS is answered, certain before likely: its contacts are the ones that save a life.
 */
export function crisisOf(findings: Findings, readings: readonly Reading[]): CrisisKind | null {
  const calm = readings.some((reading) => (reading.classes.get('calm')?.size ?? 0) > 0)
  const shown = findings.crises.filter((found) => isCertain(found) || !calm)
  const kinds = shown.map(kindOf)
  return CRISIS_KINDS.find((kind) => kinds.includes(kind)) ?? null
}

/** What helps in a crisis, before anything else the text asks for. */
export const CRISIS_NEEDS: Record<CrisisKind, readonly string[]> = {
  suicide: ['mental.crisis-line', 'mental.mobile-crisis', 'mental.crisis-stabilization'],
  overdose: [],
  medical: [],
  violence: ['safety.domestic-violence'],
  'child-danger': ['safety.child-abuse'],
}

function isCertain({ rule }: Found): boolean {
  return rule.meaning.kind === 'crisis' && rule.meaning.certain
}

function kindOf({ rule }: Found): CrisisKind | '-' {
  return rule.meaning.kind === 'crisis' ? rule.meaning.crisis : '-'
}
