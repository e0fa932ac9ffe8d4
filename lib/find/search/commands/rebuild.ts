import { type Ctx, transact } from '#base/db/context.ts'
import type { SearchEngine, Shard } from '../client.ts'
import { confirm, putDocuments, type Sent } from '../send.ts'
import { SETTINGS } from '../settings.ts'
import * as store from '../store.ts'

const PAGE = 10_000

export type RebuildOptions = {
  /** Called after each page with the cards sent so far and the cards there are. */
  onProgress?: (sent: number, total: number) => void
}

/**
 * Builds the index anew beside the live one and swaps them in one step, so that no search ever finds an empty or half
 * an index. Changes made meanwhile go to both.
 * @returns documents sent, or null when another process is rebuilding already
 */
export async function rebuildIndex(
  ctx: Ctx,
  engine: SearchEngine,
  { onProgress }: RebuildOptions = {},
): Promise<number | null> {
  // The lock lives as long as this transaction, which does nothing else: it ends even if this process is killed.
  return ctx.db.transaction().execute(async (lock) => {
    if (!(await store.tryLockRebuild(lock))) return null
    await prepareNext(engine)
    await transact(ctx, (tx) =>
      store.beginRebuild(
        tx,
        engine.shards.map(({ key }) => key),
        engine.nextIndex,
        ctx.now,
      ),
    )
    const documents = await fillNext(ctx, engine, onProgress)
    await swap(ctx, engine)
    return documents
  })
}

/** An empty index with the settings in place: they cost far more once documents are there. */
async function prepareNext({ shards, nextIndex }: SearchEngine): Promise<void> {
  for (const { api } of shards) {
    await api.deleteIndexIfExists(nextIndex)
    await createWithSettings(api, nextIndex)
  }
}

async function createWithSettings(api: Shard['api'], uid: string): Promise<void> {
  await api.createIndex(uid, { primaryKey: 'id' }).waitTask()
  const task = await api.index(uid).updateSettings(SETTINGS).waitTask()
  if (task.status !== 'succeeded')
    throw new Error(`The search engine refused its settings: ${task.error?.message}`)
}

/**
 * Makes the live index on servers that have none. Documents sent before it is there would have the engine make one without
 * our settings: every field would be indexed, which takes many times as long, and no filter would be understood.
 */
export async function createMissing({ shards, index }: SearchEngine): Promise<void> {
  for (const { api } of shards) if (!(await hasIndex(api, index))) await createWithSettings(api, index)
}

async function fillNext(
  ctx: Ctx,
  engine: SearchEngine,
  onProgress: RebuildOptions['onProgress'],
): Promise<number> {
  const total = await store.countCards(ctx.db)
  const sent: Sent[] = []
  let documents = 0
  for (let after: string | null = null; ; ) {
    const page = await transact(ctx, async (tx) => {
      await store.lockSending(tx)
      const rows = await store.documentsAfter(tx, after, PAGE)
      sent.push(...(await putDocuments(engine, rows, () => [engine.nextIndex])))
      return rows
    })
    documents += page.length
    onProgress?.(documents, Math.max(total, documents))
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    after = last.id
  }
  await confirm(sent)
  return documents
}

/**
 * Under the sending lock: a change sent before the swap has gone to both indexes, one sent after it goes to the name that
 * is then the new index. The engine works off its tasks in the order in which they came.
 */
async function swap(ctx: Ctx, engine: SearchEngine): Promise<void> {
  const sent = await transact(ctx, async (tx) => {
    await store.lockSending(tx)
    const tasks: Sent[] = []
    for (const shard of engine.shards) {
      const live = await hasIndex(shard.api, engine.index)
      const { taskUid } = await shard.api.swapIndexes(
        live
          ? [{ indexes: [engine.index, engine.nextIndex], rename: false }]
          : [{ indexes: [engine.nextIndex, engine.index], rename: true }],
      )
      tasks.push({ shard, taskUid })
    }
    await store.endRebuild(tx)
    return tasks
  })
  await confirm(sent)
  for (const { api } of engine.shards) await api.deleteIndexIfExists(engine.nextIndex)
}

/**
 * Puts away what a rebuild has left behind that was killed: its notes, for which every change would be sent twice for
 * ever, and its index. One that is running holds the lock and is left alone.
 * @returns whether there was anything
 */
export async function clearUnfinished(ctx: Ctx, engine: SearchEngine): Promise<boolean> {
  if (!(await isUnfinished(ctx, engine))) return false
  return ctx.db.transaction().execute(async (lock) => {
    if (!(await store.tryLockRebuild(lock))) return false
    // Whoever sends has read the notes: the index goes only when nothing more can be sent to it.
    await transact(ctx, async (tx) => {
      await store.lockSending(tx)
      await store.endRebuild(tx)
    })
    for (const { api } of engine.shards) await api.deleteIndexIfExists(engine.nextIndex)
    return true
  })
}

async function isUnfinished(ctx: Ctx, { shards, nextIndex }: SearchEngine): Promise<boolean> {
  if ((await store.rebuildingShards(ctx.db)).size > 0) return true
  for (const { api } of shards) if (await hasIndex(api, nextIndex)) return true
  return false
}

export async function hasIndex(api: Shard['api'], uid: string): Promise<boolean> {
  const { results } = await api.getRawIndexes({ limit: 1000 })
  return results.some((index) => index.uid === uid)
}
