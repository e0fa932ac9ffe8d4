import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Ctx, type Database, systemCtx, visitorCtx } from '#base/db/context.ts'
import type { Servers } from '#base/runtime/servers.ts'
import { findShared } from '#base/runtime/shared.ts'
import { importFeed } from '#exchange/hsds/import-feed.ts'
import { loadCards, type StoredCard } from '#find/directory/store/cards.ts'
import { type Asked, askedOf } from '#find/matching/asked.ts'
import { findCards, skeletonOf } from '#find/matching/candidates.ts'
import { groundsOf } from '#find/matching/grounds.ts'
import {
  type Grades,
  gradesOf,
  type JudgedProfile,
  judgedProfilesSchema,
  judgmentsSchema,
  ndcg,
} from '#find/matching/judged.ts'
import { rankCandidates } from '#find/matching/ranked.ts'
import { RANKING } from '#find/matching/ranking.ts'
import { parseMatchRequest } from '#find/matching/request.ts'
import { connectSearch, findCandidates, type SearchEngine } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import type { Skeleton } from '#find/search/request.ts'
import { understand } from '#find/understanding/understand.ts'
import { inOwnDatabase } from './golden-pairs.ts'

const FOLDER = 'data/golden/judged'

export function readProfiles() {
  return judgedProfilesSchema.parse(JSON.parse(readFileSync(`${FOLDER}/profiles.json`, 'utf8')))
}

export function readJudgments() {
  return judgmentsSchema.parse(JSON.parse(readFileSync(`${FOLDER}/judgments.json`, 'utf8')))
}

/** The feeds that are not beside the repository. */
export function absentFeeds(): string[] {
  return readProfiles().feeds.flatMap(({ path }) => (findShared(path) === null ? [path] : []))
}

/** Imports all feeds of the profiles side by side into an empty, migrated database, and indexes them. */
export async function importJudgedFeeds(
  db: Database,
  server: { urls: string[]; key: string | undefined },
): Promise<SearchEngine> {
  const ctx = systemCtx(db, 'quality')
  for (const { key, path, mapping } of readProfiles().feeds) {
    const where = findShared(path)
    if (where === null) throw new Error(`${path} is not beside the repository.`)
    await importFeed(ctx, { where, source: { key }, allowPrivate: false, ...(mapping && { mapping }) })
  }
  const engine = connectSearch(server.urls, server.key, `services-${randomUUID()}`)
  await rebuildIndex(ctx, engine)
  return engine
}

export type Prepared = { profile: JudgedProfile; asked: Asked; now: Date; ctx: Ctx }

export async function prepare(db: Database): Promise<Prepared[]> {
  const { now: instant, profiles } = readProfiles()
  const now = new Date(instant)
  const grounds = await groundsOf(db)
  return profiles.map((profile) => {
    const request = parseMatchRequest(profile.request)
    const understood = request.text ? understand(request.text, { now }) : null
    return { profile, asked: askedOf(request, understood, now, grounds), now, ctx: visitorCtx(db, now) }
  })
}

/** `feed/source id`, as judgments name a service. */
export function nameOf({ display: { service } }: StoredCard): string {
  return `${service.sourceKey}/${service.sourceId}`
}

/** Each service once, at its first place. */
function names(cards: readonly StoredCard[]): string[] {
  return [...new Set(cards.map(nameOf))]
}

/** The rankings that are compared, each best first. */
export const RANKINGS = {
  ours: async ({ ctx, asked, now }: Prepared, engine: SearchEngine) => {
    const { cards } = await findCards(ctx.db, engine, asked, RANKING.candidates.normal)
    const byId = new Map(cards.map((card) => [card.facts.id, card]))
    const { possible } = rankCandidates(cards, asked, now)
    return names(possible.flatMap(({ facts }) => byId.get(facts.id) ?? []))
  },
  /** Everything that carries the need, nearest first: what most directories do. */
  distance: ({ ctx, asked }: Prepared, engine: SearchEngine) => {
    const { place } = asked
    const order = place ? { lat: place.lat, lng: place.lng } : ('quality' as const)
    return found(ctx, engine, { ...skeletonOf(asked, 200), box: null, delivery: [], order })
  },
  /** The engine's own relevance for plain English words, near the place asked for. */
  relevance: ({ ctx, asked, profile }: Prepared, engine: SearchEngine) =>
    found(ctx, engine, {
      ...skeletonOf(asked, 200),
      words: profile.words,
      needs: [],
      delivery: [],
      order: 'quality',
    }),
}
export type RankingName = keyof typeof RANKINGS

async function found({ db }: Ctx, engine: SearchEngine, skeleton: Skeleton): Promise<string[]> {
  return names(await loadCards(db, await findCandidates(engine, skeleton), () => false))
}

export type JudgedQuality = {
  /** NDCG@10, mean over the profiles for which anything helps. */
  mean: Record<RankingName, number>
  profiles: ({ id: string } & Record<RankingName, number>)[]
  /** Share of the first ten of ours that nobody has judged. */
  unjudged: number
}

export async function measureRankings(db: Database, engine: SearchEngine): Promise<JudgedQuality> {
  const judgments = readJudgments()
  const rows: JudgedQuality['profiles'] = []
  let seen = 0
  let unjudged = 0
  for (const prepared of await prepare(db)) {
    const grades: Grades = gradesOf(judgments, prepared.profile.id)
    const row: Partial<Record<RankingName, number>> = {}
    for (const [name, rank] of Object.entries(RANKINGS) as [RankingName, (typeof RANKINGS)[RankingName]][]) {
      const ranking = await rank(prepared, engine)
      const score = ndcg(ranking, grades)
      if (score !== null) row[name] = score
      if (name !== 'ours') continue
      seen += Math.min(10, ranking.length)
      unjudged += ranking.slice(0, 10).filter((service) => !grades.has(service)).length
    }
    if (row.ours !== undefined)
      rows.push({ id: prepared.profile.id, ...(row as Record<RankingName, number>) })
  }
  const mean = (name: RankingName) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length
  return {
    mean: { ours: mean('ours'), distance: mean('distance'), relevance: mean('relevance') },
    profiles: rows,
    unjudged: seen === 0 ? 0 : unjudged / seen,
  }
}

/** In a database of its own; null where a feed or the search engine is absent. */
export async function measureJudged(servers: Servers): Promise<JudgedQuality | null> {
  const { meilisearch } = servers
  if (absentFeeds().length > 0 || !meilisearch) return null
  return inOwnDatabase(servers, async (db) => measureRankings(db, await importJudgedFeeds(db, meilisearch)))
}
