import { isOpenOn, stateAt } from '#find/directory/card-hours.ts'
import type { MatchAnswer } from './answer.ts'
import type { Ordered } from './order.ts'

type Counts = Record<string, number>

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

/** How many of the possible services each choice of a filter is known to hold for. */
export function facetsOf(possible: readonly Ordered[], now: Date): NonNullable<MatchAnswer['facets']> {
  const delivery: Counts = {}
  const open: Counts = {}
  const language: Counts = {}
  const access: Counts = {}
  for (const { facts } of possible) {
    for (const way of facts.delivery) count(delivery, way)
    for (const [code, by] of Object.entries(facts.spoken.languages))
      if (by !== 'written') count(language, code)
    for (const kind of facts.access) count(access, kind)
    if (stateAt(facts.hours, now) === 'open') count(open, 'now')
    for (const time of ['evenings', 'weekends'] as const) if (isOpenOn(facts.hours, time)) count(open, time)
  }
  return { delivery, open, language, access }
}
