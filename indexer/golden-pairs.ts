import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect } from '#base/db/client.ts'
import { type Ctx, type Database, systemCtx, visitorCtx } from '#base/db/context.ts'
import { migrate } from '#base/db/migrate.ts'
import type { Servers } from '#base/runtime/servers.ts'
import { findShared } from '#base/runtime/shared.ts'
import { importFeed } from '#exchange/hsds/import-feed.ts'
import { brokenExpectations, pairCasesSchema } from '#find/matching/quality.ts'
import { findMatches } from '#find/matching/queries.ts'
import { type MatchRequestInput, parseMatchRequest } from '#find/matching/request.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'

const SHARED_PAIRS = 'gold/pairs'

/** Folders with `cases.json` and the feed they are about, `data/`. */
export const GOLDEN_PAIRS: readonly string[] = ['data/golden/pairs', 'data/golden/pairs-three-areas']

export function readPairs(folder: string) {
  return pairCasesSchema.parse(JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')))
}

/**
 * Imports the feed of the pairs into an empty, migrated database and indexes it where there is a search engine.
 * @throws Error when the feed has a record that cannot be taken.
 */
export async function importPairs(
  db: Database,
  folder: string,
  server: { urls: string[]; key: string | undefined } | null,
): Promise<SearchEngine | null> {
  const ctx = systemCtx(db, 'quality')
  const where = join(folder, 'data')
  const { report } = await importFeed(ctx, { where, source: { key: 'pairs' }, allowPrivate: false })
  if (report.rejected.length > 0) throw new Error(`${where}: ${JSON.stringify(report.rejected)}`)
  if (!server) return null
  const engine = connectSearch(server.urls, server.key, `services-${randomUUID()}`)
  await rebuildIndex(ctx, engine)
  return engine
}

/** What does not hold of the answer to one case, a line each. */
export async function brokenPair(
  db: Database,
  { request, now, expect }: ReturnType<typeof readPairs>[number],
  engine: SearchEngine | null,
): Promise<string[]> {
  const ctx: Ctx = visitorCtx(db, now ? new Date(now) : new Date())
  const answer = await findMatches(ctx, parseMatchRequest(request as MatchRequestInput), 'en', { engine })
  const degraded = answer.degraded === (engine === null) ? [] : [`degraded is ${answer.degraded}`]
  return [...degraded, ...brokenExpectations(answer, expect)]
}

export type PairQuality = {
  set: string
  /** Cases of which everything holds, with the search engine and without it; null where there is no engine. */
  engine: { right: number; of: number } | null
  database: { right: number; of: number }
  /** `id: what does not hold`. */
  failed: string[]
}

/** Measures the pairs of each set at hand, each in a database of its own, made for it and dropped afterwards. */
export async function measurePairs(servers: Servers): Promise<PairQuality[]> {
  const shared = findShared(SHARED_PAIRS)
  const measured: PairQuality[] = []
  for (const folder of [...GOLDEN_PAIRS, ...(shared ? [shared] : [])]) {
    const set = folder === shared ? `shared ${SHARED_PAIRS}` : folder
    measured.push(await inOwnDatabase(servers, (db) => measureSet(set, folder, db, servers)))
  }
  return measured
}

/** A migrated, empty database for the time of `work`. */
export async function inOwnDatabase<T>(servers: Servers, work: (db: Database) => Promise<T>): Promise<T> {
  const name = `quality_${randomUUID().replaceAll('-', '')}`
  const owner = connect(servers.ownerUrl, { max: 1, asOwner: true })
  await sql`create database ${sql.id(name)}`.execute(owner)
  const db = connect(Object.assign(new URL(servers.ownerUrl), { pathname: name }).href)
  try {
    await migrate(Object.assign(new URL(servers.ownerUrl), { pathname: name }).href)
    return await work(db)
  } finally {
    await db.destroy()
    await sql`drop database ${sql.id(name)} with (force)`.execute(owner)
    await owner.destroy()
  }
}

async function measureSet(
  set: string,
  folder: string,
  db: Database,
  { meilisearch }: Servers,
): Promise<PairQuality> {
  const engine = await importPairs(db, folder, meilisearch)
  const cases = readPairs(folder)
  const failed: string[] = []
  const share = async (by: SearchEngine | null) => {
    let right = 0
    for (const one of cases) {
      const broken = await brokenPair(db, one, by)
      failed.push(...broken.map((line) => `${one.id}: ${line}`))
      if (broken.length === 0) right += 1
    }
    return { right, of: cases.length }
  }
  return { set, engine: engine && (await share(engine)), database: await share(null), failed }
}
