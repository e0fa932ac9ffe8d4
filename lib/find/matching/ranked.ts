import { openingAt } from '#find/directory/card-hours.ts'
import type { Asked } from './asked.ts'
import { foldSame } from './fold.ts'
import { type Candidate, judge } from './judge.ts'
import { compareBy, type Ordered } from './order.ts'
import { type Setting, score } from './rank.ts'
import { RANKING, type Ranking } from './ranking.ts'

/** Candidates judged, ordered and folded: each service once. */
export type Ranked = {
  /** Fits or may fit, in the order asked for. */
  possible: Ordered[]
  /** Ruled out, best of the rest first. */
  ruledOut: Ordered[]
}

/** Judges and orders candidates. Pure; `now` is when the request was made. */
export function rankCandidates(
  candidates: readonly Candidate[],
  asked: Asked,
  now: Date,
  ranking: Ranking = RANKING,
): Ranked {
  const setting: Setting = { now, reachMeters: asked.reach?.meters ?? null }
  const possible: Ordered[] = []
  const ruledOut: Ordered[] = []
  for (const candidate of candidates) {
    const judged = judge(candidate, asked, now)
    if (!judged) continue
    const ordered = score(judged, setting, ranking) as Ordered
    ordered.opening = asked.sort === 'soonest' ? openingAt(judged.facts.hours, now) : null
    ;(judged.fit === 'doesNotFit' ? ruledOut : possible).push(ordered)
  }
  possible.sort(compareBy(asked.sort))
  ruledOut.sort(compareBy('best'))
  const folded = foldSame([...possible, ...ruledOut], ranking.sameWithinMeters)
  return {
    possible: folded.filter(({ fit }) => fit !== 'doesNotFit'),
    ruledOut: folded.filter(({ fit }) => fit === 'doesNotFit'),
  }
}
