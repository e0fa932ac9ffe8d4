import type { Ctx } from '#base/db/context.ts'
import { type SearchEngine, SearchUnavailable } from '../client.ts'
import { isReachable } from '../queries.ts'
import { differs } from '../settings.ts'
import * as store from '../store.ts'
import { drainPending, type OnIndexed } from './drain.ts'
import { clearUnfinished, createMissing, hasIndex, rebuildIndex } from './rebuild.ts'

export type Kept = 'down' | 'rebuilt' | 'caught-up' | 'ok'

/**
 * Brings the index back into step by itself: after the engine was away, after it lost its data, after a rebuild that
 * was killed, and after an upgrade that changed the settings. Run it when the indexer starts and every few seconds.
 */
export async function keepIndex(ctx: Ctx, engine: SearchEngine): Promise<Kept> {
  if (!(await isReachable(engine))) return 'down'
  await clearUnfinished(ctx, engine)
  if (await needsRebuild(ctx, engine)) {
    return (await rebuildIndex(ctx, engine)) === null ? 'ok' : 'rebuilt'
  }
  return (await drainPending(ctx, engine)) > 0 ? 'caught-up' : 'ok'
}

/**
 * What a change of listings sets off. An engine that is away is no failure: the change stays noted in search_pending,
 * and `keepIndex` brings it as soon as the engine is back, sooner than a job that waits for its next attempt would.
 */
export async function updateIndex(
  ctx: Ctx,
  engine: SearchEngine | null,
  onProgress?: OnIndexed,
): Promise<void> {
  if (!engine || !(await isReachable(engine))) return
  await clearUnfinished(ctx, engine)
  if (!(await hasEveryIndex(engine))) await bringIndexBack(ctx, engine)
  await drainPending(ctx, engine, onProgress)
}

async function hasEveryIndex({ shards, index }: SearchEngine): Promise<boolean> {
  for (const { api } of shards) if (!(await hasIndex(api, index))) return false
  return true
}

/** The first listings that ever come wait as a whole: an empty index will do. One that was lost is built from all of them. */
async function bringIndexBack(ctx: Ctx, engine: SearchEngine): Promise<void> {
  if (await store.allPending(ctx.db)) await createMissing(engine)
  else await rebuildIndex(ctx, engine)
}

/** Missing, made with other settings, or empty although there are cards that it was told of. */
async function needsRebuild(ctx: Ctx, engine: SearchEngine): Promise<boolean> {
  if (!(await hasEveryIndex(engine))) return true
  let documents = 0
  for (const { api } of engine.shards) {
    if (differs(await api.index(engine.index).getSettings())) return true
    documents += (await api.index(engine.index).getStats()).numberOfDocuments
  }
  if (documents > 0) return false
  return (await store.countCards(ctx.db)) > 0 && (await store.oldestPending(ctx.db)) === null
}

export type Keeper = { stop(): Promise<void> }

/** Runs `keepIndex` now and again every few seconds, one run at a time, until stopped. */
export function keepIndexInStep(
  makeCtx: () => Ctx,
  engine: SearchEngine,
  onFailure: (error: unknown) => void,
  everyMs = 3000,
): Keeper {
  let stopped = false
  let wake = () => {}
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const done = (async () => {
    while (!stopped) {
      await keepIndex(makeCtx(), engine).catch((error) => {
        if (!(error instanceof SearchUnavailable)) onFailure(error)
      })
      if (!stopped) await pause()
    }
  })()
  return {
    stop() {
      stopped = true
      wake()
      return done
    },
  }
}
