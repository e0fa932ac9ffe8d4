import type { Ctx } from '#base/db/context.ts'
import type { StoredCard } from '#find/directory/store/cards.ts'
import { assess } from '#find/eligibility/assess.ts'
import { type Asked, askedOf } from '#find/matching/asked.ts'
import { findCards, findVersions } from '#find/matching/candidates.ts'
import { findMatches } from '#find/matching/queries.ts'
import { rankCandidates } from '#find/matching/ranked.ts'
import { RANKING } from '#find/matching/ranking.ts'
import type { MatchRequest } from '#find/matching/request.ts'
import type { SearchEngine } from '#find/search/client.ts'
import { type Skeleton, toQuery } from '#find/search/request.ts'
import { understand } from '#find/understanding/understand.ts'
import { type Contender, cost, type Latency, race, round } from './measure.ts'
import type { Web } from './web.ts'

/** Milliseconds; `overRaw` is the median over the raw engine's in the same rounds. */
export type Searching = Record<string, Latency & { overRaw: number }>

function resolve(request: MatchRequest, now: Date): Asked {
  return askedOf(request, request.text ? understand(request.text, { now }) : null, now)
}

/** The engine alone: our filters, words, order and number of candidates, and ids back. */
async function askRaw(engine: SearchEngine, skeleton: Skeleton): Promise<{ id: string }[]> {
  const [shard] = engine.shards
  if (!shard) throw new Error('There is no server.')
  const { indexUid, q, ...parameters } = toQuery(skeleton, engine.index)
  const { hits } = await shard.search
    .index<{ id: string }>(indexUid)
    .search(q, { ...parameters, attributesToRetrieve: ['id'] })
  return hits
}

/** How many ask at once. */
const CONCURRENCY = [1, 8, 32]

/**
 * Matches beside the raw engine, in the same process and rounds: `match` is the query that every page and API call runs,
 * `POST /api/v1/match` the same through the web process and its framework, `degraded` without the engine. Each has
 * answered every request once before it is timed: a server that has just started is not what people meet.
 */
export async function measureSearch(
  ctx: Ctx,
  { engine, web }: { engine: SearchEngine; web: Web },
  asked: readonly MatchRequest[],
  { seconds, say }: { seconds: number; say: (line: string) => void },
): Promise<Record<string, Searching>> {
  const prepared = new Map(asked.map((request) => [request, resolve(request, ctx.now)]))
  const raw = (request: MatchRequest) =>
    findVersions(
      (skeleton) => askRaw(engine, skeleton),
      prepared.get(request) as Asked,
      RANKING.candidates.normal,
    )
  const contenders: Contender<MatchRequest>[] = [
    { name: 'raw', run: raw },
    { name: 'match', run: (request) => findMatches(ctx, request, 'en', { engine }) },
    { name: 'POST /api/v1/match', run: web.match },
    { name: 'degraded', run: (request) => findMatches(ctx, request, 'en', { engine: null }) },
  ]
  say('Warming up …')
  for (const { run } of contenders) for (const request of asked) await run(request)
  const measured: Record<string, Searching> = {}
  for (const concurrency of CONCURRENCY) {
    say(`Searching, ${concurrency} at a time …`)
    const results = await race(contenders, asked, { concurrency, seconds })
    const base = results.raw?.p50 ?? Number.NaN
    measured[`${concurrency} at a time`] = Object.fromEntries(
      Object.entries(results).map(([name, one]) => [name, { ...one, overRaw: round(one.p50 / base) }]),
    )
  }
  return measured
}

type CandidateSet = { what: Asked; cards: StoredCard[] }

/** Microseconds of what our own code does between engine and answer. */
export async function measureCosts(
  ctx: Ctx,
  engine: SearchEngine,
  asked: readonly MatchRequest[],
): Promise<Record<string, number>> {
  const texts = asked.flatMap(({ text }) => text ?? [])
  const sets: CandidateSet[] = []
  for (const request of asked.slice(0, 100)) {
    const what = resolve(request, ctx.now)
    const { cards } = await findCards(ctx.db, engine, what, RANKING.candidates.normal)
    sets.push({ what, cards })
  }
  const candidates = sets.reduce((sum, { cards }) => sum + cards.length, 0)
  const perCandidate = (run: (set: CandidateSet) => unknown) =>
    round((cost(sets, run) * sets.length) / candidates)
  const assessing = perCandidate(({ what, cards }) => {
    for (const { facts } of cards) assess(facts.rules, what.person, ctx.now)
  })
  const both = perCandidate(({ what, cards }) => rankCandidates(cards, what, ctx.now))
  return {
    'understand a text': cost(texts, (text) => understand(text, { now: ctx.now })),
    'assess a candidate': assessing,
    'rank a candidate': round(both - assessing),
    'assess and rank a candidate (at most 20 wanted)': both,
    'candidates a request': round(candidates / sets.length, 0),
  }
}
