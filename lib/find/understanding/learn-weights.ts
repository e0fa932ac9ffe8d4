import { CRISIS_KINDS, type CrisisKind } from './model.ts'
import { type CrisisWeights, EVERY_TEXT, probabilities } from './weighing.ts'

/** The ideas of one labelled text, and what crisis it tells of. */
export type Example = { ideas: ReadonlySet<string>; crisis: CrisisKind | null }

export type LearnOptions = {
  /** Passes over all examples. */
  passes?: number
  rate?: number
  /** How strongly each weight is drawn back to 0, which is "says nothing". */
  pull?: number
  /** Ideas of fewer examples are left out: what they weigh would be chance. */
  fewest?: number
}

/** Adam's decays (Kingma and Ba 2015), which spare us a rate for each idea. */
const MOMENTUM = 0.9
const SPREAD = 0.99

/**
 * What each idea weighs for each kind of crisis against none: multinomial logistic regression, drawn towards 0.
 * Deterministic: the same examples in the same order give the same weights.
 */
export function learnCrisisWeights(
  examples: readonly Example[],
  { passes = 400, rate = 0.05, pull = 1, fewest = 3 }: LearnOptions = {},
): CrisisWeights {
  const standsIn = new Map<string, number>()
  for (const { ideas } of examples) {
    for (const idea of ideas) standsIn.set(idea, (standsIn.get(idea) ?? 0) + 1)
  }
  const names = [
    EVERY_TEXT,
    ...[...standsIn].flatMap(([name, count]) => (count < fewest ? [] : [name])).sort(),
  ]
  const zeros = (): Map<string, number[]> => new Map(names.map((name) => [name, CRISIS_KINDS.map(() => 0)]))
  const [weights, momentum, spread] = [zeros(), zeros(), zeros()]
  for (let pass = 1; pass <= passes; pass += 1) {
    const slope = zeros()
    for (const { ideas, crisis } of examples) {
      const missing = probabilities(weights, ideas).map(
        (probability, kind) => probability - (CRISIS_KINDS[kind] === crisis ? 1 : 0),
      )
      for (const name of [EVERY_TEXT, ...ideas]) {
        const row = slope.get(name)
        if (row) for (const [kind, miss] of missing.entries()) row[kind] = (row[kind] ?? 0) + miss
      }
    }
    for (const name of names) {
      const own = weights.get(name) ?? []
      const moved = momentum.get(name) ?? []
      const spread2 = spread.get(name) ?? []
      for (const kind of CRISIS_KINDS.keys()) {
        const drawn = name === EVERY_TEXT ? 0 : pull * (own[kind] ?? 0)
        const down = (slope.get(name)?.[kind] ?? 0) + drawn
        moved[kind] = MOMENTUM * (moved[kind] ?? 0) + (1 - MOMENTUM) * down
        spread2[kind] = SPREAD * (spread2[kind] ?? 0) + (1 - SPREAD) * down * down
        const steady = moved[kind] / (1 - MOMENTUM ** pass)
        const wide = Math.sqrt(spread2[kind] / (1 - SPREAD ** pass)) + 1e-8
        own[kind] = (own[kind] ?? 0) - (rate * steady) / wide
      }
    }
  }
  return new Map([...weights].map(([name, row]) => [name, row.map((w) => Math.round(w * 100) / 100)]))
}
