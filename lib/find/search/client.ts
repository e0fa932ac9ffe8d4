import { createHash } from 'node:crypto'
import { Meilisearch, type MultiSearchQuery } from 'meilisearch'
import { readConfig } from '#base/runtime/config.ts'
import { log } from '#base/runtime/log.ts'
import type { CardVersion } from '#find/directory/store/cards.ts'
import type { SearchDocument } from './document.ts'
import { keepAliveClient, type Refusal, refusalBehind } from './keep-alive.ts'
import { type Skeleton, toQuery } from './request.ts'

/** The engine does not answer, does not take our query, or has no index yet: PostgreSQL answers in its place. */
export class SearchUnavailable extends Error {
  constructor(cause: unknown) {
    super('The search engine does not answer.', { cause })
    this.name = 'SearchUnavailable'
  }
}

/** One Meilisearch server. `downUntil` spares the next requests the wait for one that has just not answered. */
export type Shard = {
  key: string
  api: Meilisearch
  search: Meilisearch
  downUntil: number
  /** When the log was last told of a query that it refused. */
  refusalTold: number
}
export type SearchEngine = {
  shards: readonly Shard[]
  /** The live index, and the one that is built beside it until they are swapped. */
  index: string
  nextIndex: string
}

/** A search that takes longer is answered by PostgreSQL; writes may take their time. */
const SEARCH_TIMEOUT = 2_000
const WRITE_TIMEOUT = 120_000
const REST_AFTER_FAILURE = 2_000

/**
 * @param urls one server, or several that share the documents between them
 * @param index another name than the product's own, for those who share a server
 */
export function connectSearch(urls: readonly string[], apiKey?: string, index = 'services'): SearchEngine {
  const access = apiKey === undefined ? {} : { apiKey }
  return {
    index,
    nextIndex: `${index}-next`,
    shards: urls.map((url) => ({
      key: url,
      api: new Meilisearch({ host: url, timeout: WRITE_TIMEOUT, ...access }),
      search: new Meilisearch({ host: url, httpClient: keepAliveClient(SEARCH_TIMEOUT), ...access }),
      downUntil: 0,
      refusalTold: Number.NEGATIVE_INFINITY,
    })),
  }
}

let configured: SearchEngine | null | undefined

/** The engine that the environment names, or null where there is none. */
export function searchEngine(): SearchEngine | null {
  if (configured === undefined) {
    const { meilisearchUrls, meilisearchKey } = readConfig()
    configured = meilisearchUrls?.length ? connectSearch(meilisearchUrls, meilisearchKey) : null
  }
  return configured
}

/** Which server holds a service's documents: the same on every machine for the same number of servers. */
export function shardOf(engine: SearchEngine, serviceId: string): Shard {
  const slot = createHash('sha1').update(serviceId).digest().readUInt32BE(0) % engine.shards.length
  return engine.shards[slot] as Shard
}

type Hit = CardVersion & { quality?: number; _rankingScore?: number; _geoDistance?: number }

/**
 * The cards that meet the skeleton, best first, at most `limit`, each in the version that the index has of it.
 * @throws SearchUnavailable when any server does not answer: part of an answer would pass for the whole
 */
export async function findCandidates(engine: SearchEngine, skeleton: Skeleton): Promise<CardVersion[]> {
  const alone = engine.shards.length === 1
  const query: MultiSearchQuery = toQuery(skeleton, engine.index)
  if (!alone) {
    query.attributesToRetrieve = ['id', 'version', 'quality', '_geo']
    query.showRankingScore = skeleton.words !== ''
  }
  const lists = await Promise.all(engine.shards.map((shard) => ask(shard, query)))
  if (alone) return lists[0] ?? []
  return lists
    .flat()
    .sort((a, b) => compareHits(a, b))
    .slice(0, skeleton.limit)
}

/** By the order that each server has used itself: distance, then words, then quality. */
function compareHits(a: Hit, b: Hit): number {
  return (
    (a._geoDistance ?? 0) - (b._geoDistance ?? 0) ||
    (b._rankingScore ?? 0) - (a._rankingScore ?? 0) ||
    (b.quality ?? 0) - (a.quality ?? 0) ||
    (a.id < b.id ? -1 : 1)
  )
}

async function ask(shard: Shard, query: MultiSearchQuery): Promise<Hit[]> {
  if (Date.now() < shard.downUntil) throw new SearchUnavailable('It did not answer a moment ago.')
  try {
    const { indexUid, q, ...parameters } = query
    const { hits } = await shard.search.index<SearchDocument>(indexUid).search(q, parameters)
    return hits as Hit[]
  } catch (error) {
    const refusal = refusalBehind(error)
    if (refusal?.status === 400) {
      // The engine is there and does not understand us: a bug of ours, or an index of an earlier version.
      logRefusal(shard, refusal)
      throw new SearchUnavailable(error)
    }
    shard.downUntil = Date.now() + REST_AFTER_FAILURE
    throw new SearchUnavailable(error)
  }
}

const REFUSAL_TOLD_MS = 60_000

/** Every search would say the same: once a minute is enough. */
function logRefusal(shard: Shard, { status, code }: Refusal): void {
  if (Date.now() < shard.refusalTold + REFUSAL_TOLD_MS) return
  shard.refusalTold = Date.now()
  log.error('search.refused', { process: 'meilisearch', status, ...(code && { code }) })
}
