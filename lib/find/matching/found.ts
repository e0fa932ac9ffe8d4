import type { Ctx } from '#base/db/context.ts'
import type { StoredCard } from '#find/directory/store/cards.ts'
import type { SearchEngine } from '#find/search/client.ts'
import type { Asked } from './asked.ts'
import { type Candidates, findCards } from './candidates.ts'
import { foldSame } from './fold.ts'
import { type Ranked, rankCandidates } from './ranked.ts'
import { RANKING } from './ranking.ts'

export type Found = Ranked & Omit<Candidates, 'full'>

/**
 * Candidates found and ranked, enough to show result number `reaching` where there are so many. The first are ranked among
 * themselves on every page, and further ones stand behind them: so turning pages neither repeats a service nor misses one.
 * Further ones are looked at for who turns far enough, and where too few of the first may help: the index knows no
 * eligibility, and those that follow may fit.
 */
export async function findRanked(
  ctx: Ctx,
  engine: SearchEngine | null,
  asked: Asked,
  reaching: number,
): Promise<Found> {
  const { normal, deep } = RANKING.candidates
  const { full, ...first } = await findCards(ctx.db, engine, asked, normal)
  const ranked = rankCandidates(first.cards, asked, ctx.now)
  if (!full || reaching <= Math.min(normal / 2, ranked.possible.length)) return { ...first, ...ranked }
  const all = await findCards(ctx.db, engine, asked, deep)
  const further = without(all.cards, first.cards).slice(0, deep - first.cards.length)
  return {
    cards: [...first.cards, ...further],
    degraded: all.degraded,
    ...behind(ranked, rankCandidates(further, asked, ctx.now)),
  }
}

function without(cards: readonly StoredCard[], known: readonly StoredCard[]): StoredCard[] {
  const ids = new Set(known.map(({ facts }) => facts.id))
  return cards.filter(({ facts }) => !ids.has(facts.id))
}

/** A service ruled out at one of its places may be possible at another that was found later. */
function behind(first: Ranked, further: Ranked): Ranked {
  const all = [...first.possible, ...further.possible, ...first.ruledOut, ...further.ruledOut]
  const folded = foldSame(all, RANKING.sameWithinMeters)
  return {
    possible: folded.filter(({ fit }) => fit !== 'doesNotFit'),
    ruledOut: folded.filter(({ fit }) => fit === 'doesNotFit'),
  }
}
