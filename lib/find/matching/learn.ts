import type { Parts } from './rank.ts'
import { PARTS, type Ranking } from './ranking.ts'

/** One judged candidate: what it is ranked by, and the grade it was given. */
export type Judgement = { parts: Parts; grade: number }
/** The judged candidates of one profile; only these are compared with one another. */
export type JudgedList = readonly Judgement[]

export type LearnOptions = {
  /** Passes over all pairs. */
  passes?: number
  rate?: number
  /** How strongly a weight is drawn back to 1, which is "as much as any other part". */
  pull?: number
}

/** No part may count for nothing, and none may drown the others. */
const LEAST = 0.1
const MOST = 3

/**
 * Weights under which better judged candidates stand above worse ones. The logarithm of a score is the sum of weight times
 * logarithm of each part, so this is logistic regression on pairs (RankNet without a hidden layer, Burges 2005), drawn
 * towards 1. Deterministic; every profile counts the same however many pairs it has, every pair by the gap in its grades.
 */
export function learnWeights(
  lists: readonly JudgedList[],
  { passes = 60, rate = 0.3, pull = 0.02 }: LearnOptions = {},
): Ranking['weights'] {
  const pairs = lists.map(pairsOf).filter((list) => list.length > 0)
  const weights = PARTS.map(() => 1)
  for (let pass = 0; pass < passes; pass++) {
    const slope = weights.map((weight) => pull * (1 - weight))
    for (const list of pairs) {
      const all = list.reduce((sum, { gap }) => sum + gap, 0)
      for (const { difference, gap } of list) {
        const margin = difference.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)
        const push = (gap / all / pairs.length) * (1 / (1 + Math.exp(margin)))
        for (const [i, value] of difference.entries()) slope[i] = (slope[i] ?? 0) + push * value
      }
    }
    for (const [i, value] of slope.entries())
      weights[i] = Math.min(MOST, Math.max(LEAST, (weights[i] ?? 1) + rate * value))
  }
  return Object.fromEntries(
    PARTS.map((part, i) => [part, Math.round((weights[i] ?? 1) * 100) / 100]),
  ) as Ranking['weights']
}

type Pair = { difference: number[]; gap: number }

function pairsOf(list: JudgedList): Pair[] {
  const logs = list.map(({ parts, grade }) => ({ logs: PARTS.map((part) => Math.log(parts[part])), grade }))
  return logs.flatMap((better) =>
    logs
      .filter((worse) => better.grade > worse.grade)
      .map((worse) => ({
        difference: better.logs.map((value, i) => value - (worse.logs[i] ?? 0)),
        gap: better.grade - worse.grade,
      })),
  )
}
