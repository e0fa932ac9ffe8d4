import { randomUUID } from 'node:crypto'
import { VISITOR } from '#base/access/actor.ts'
import { connect } from '#base/db/client.ts'
import type { Ctx, Database } from '#base/db/context.ts'
import { readConfig } from '#base/runtime/config.ts'
import type { SearchEngine } from '#base/runtime/servers.ts'

type Shared = { db: Database; readDb: Database; search: SearchEngine | null }

/** One set of pools per process: `next dev` loads this module anew at every change, the global object stays. */
const held = globalThis as { handrail?: Shared }

function shared(): Shared {
  if (held.handrail) return held.handrail
  const config = readConfig()
  if (!config.databaseUrl)
    throw new Error('The web process needs DATABASE_URL. npm start sets it; npm run dev does as well.')
  const db = connect(config.databaseUrl, { max: 20 })
  held.handrail = {
    db,
    readDb: config.databaseReadUrl ? connect(config.databaseReadUrl, { max: 20 }) : db,
    search: config.meilisearchUrls ? { urls: config.meilisearchUrls, key: config.meilisearchKey } : null,
  }
  return held.handrail
}

/** What a page or a route hands to commands and queries. */
export async function requestCtx(): Promise<Ctx> {
  return { db: shared().db, actor: VISITOR, now: new Date(), requestId: randomUUID() }
}

/** As `requestCtx`, reading from a replica where DATABASE_READ_URL names one: for the public directory only. */
export async function readCtx(): Promise<Ctx> {
  return { ...(await requestCtx()), db: shared().readDb }
}

/** How to reach the search engine, or null where there is none. */
export function searchEngine(): SearchEngine | null {
  return shared().search
}
