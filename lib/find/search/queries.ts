import type { Ctx } from '#base/db/context.ts'
import type { SearchEngine } from './client.ts'
import { oldestPending } from './store.ts'

/** Whether every server answers. */
export async function isReachable(engine: SearchEngine): Promise<boolean> {
  const answers = await Promise.all(engine.shards.map(({ search }) => search.isHealthy()))
  return answers.every(Boolean)
}

/** `ok`: every server answers and has the index; otherwise PostgreSQL answers searches. */
export async function searchStatus(engine: SearchEngine | null): Promise<'ok' | 'down'> {
  if (!engine || !(await isReachable(engine))) return 'down'
  try {
    await Promise.all(engine.shards.map(({ search }) => search.index(engine.index).getStats()))
    return 'ok'
  } catch {
    return 'down'
  }
}

/** How long the oldest change has waited that the index does not have yet, in whole seconds. */
export async function indexLagSeconds(ctx: Ctx): Promise<number> {
  const since = await oldestPending(ctx.db)
  return since ? Math.max(0, Math.floor((ctx.now.getTime() - since.getTime()) / 1000)) : 0
}
