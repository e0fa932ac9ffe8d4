import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx } from '#base/db/context.ts'
import type { SearchEngine } from '#find/search/client.ts'
import { indexLagSeconds, searchStatus } from '#find/search/queries.ts'
import { version } from '../../package.json'

/** `down`: nothing can be answered. `degraded`: PostgreSQL answers searches, or the index is behind. */
export type Health = {
  status: 'ok' | 'degraded' | 'down'
  database: 'ok' | 'down'
  search: 'ok' | 'down'
  /** Whole seconds that the oldest change has waited for the search index; null when the database cannot say. */
  indexLagSeconds: number | null
  version: string
}

/** Whoever asks wants to know soon, also when the answer is no. */
const PATIENCE_MS = 3000
/** An edit is searchable within seconds; a minute means that nobody indexes. */
const LONGEST_LAG_SECONDS = 60

/** How the process can serve at this moment. Never throws. */
export async function readHealth(ctx: Ctx, engine: SearchEngine | null): Promise<Health> {
  const [lag, search] = await Promise.all([
    within(indexLagSeconds(ctx), null),
    within<'ok' | 'down'>(searchStatus(engine), 'down'),
  ])
  if (lag === null) return { status: 'down', database: 'down', search, indexLagSeconds: null, version }
  const status = search === 'ok' && lag <= LONGEST_LAG_SECONDS ? 'ok' : 'degraded'
  return { status, database: 'ok', search, indexLagSeconds: lag, version }
}

function within<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  const late = sleep(PATIENCE_MS, otherwise, { ref: false })
  return Promise.race([answer.catch(() => otherwise), late])
}
