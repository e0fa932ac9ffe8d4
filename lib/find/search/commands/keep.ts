import type { Ctx } from '#base/db/context.ts'
import type { SearchEngine } from '../client.ts'
import { isReachable } from '../queries.ts'
import { differs, INDEX } from '../settings.ts'
import * as store from '../store.ts'
import { drainPending } from './drain.ts'
import { hasIndex, rebuildIndex } from './rebuild.ts'

export type Kept = 'down' | 'rebuilt' | 'caught-up' | 'ok'

/**
 * Brings the index back into step by itself: after the engine was away, after it lost its data, and after an upgrade that
 * changed the settings. Run it when the indexer starts and every few seconds.
 */
export async function keepIndex(ctx: Ctx, engine: SearchEngine): Promise<Kept> {
  if (!(await isReachable(engine))) return 'down'
  if (await needsRebuild(ctx, engine)) {
    return (await rebuildIndex(ctx, engine)) === null ? 'ok' : 'rebuilt'
  }
  return (await drainPending(ctx, engine)) > 0 ? 'caught-up' : 'ok'
}

/** Missing, made with other settings, or empty although there are cards that it was told of. */
async function needsRebuild(ctx: Ctx, engine: SearchEngine): Promise<boolean> {
  let documents = 0
  for (const { api } of engine.shards) {
    if (!(await hasIndex(api, INDEX))) return true
    if (differs(await api.index(INDEX).getSettings())) return true
    documents += (await api.index(INDEX).getStats()).numberOfDocuments
  }
  if (documents > 0) return false
  return (await store.countCards(ctx.db)) > 0 && (await store.oldestPending(ctx.db)) === null
}
