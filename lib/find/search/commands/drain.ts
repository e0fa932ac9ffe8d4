import { type Ctx, transact } from '#base/db/context.ts'
import type { SearchEngine, Shard } from '../client.ts'
import { confirm, putDocuments, removeDocuments, type Sent } from '../send.ts'
import * as store from '../store.ts'

/** Services whose documents are held in memory at once. */
const CHUNK = 10_000
/** Changes sent before waiting: the engine joins what waits into one go, which is far quicker than one by one. */
const MOST_AT_ONCE = 100_000

/** Services that the engine has confirmed so far, of all that wait. */
export type OnIndexed = (done: number, all: number) => void

/**
 * Sends the changes that the index does not have yet, and forgets each when the engine has confirmed it. Safe to run
 * again, to be killed, and to run in two processes at once.
 * @returns how many services were brought up to date
 */
export async function drainPending(
  ctx: Ctx,
  engine: SearchEngine,
  onProgress: OnIndexed = () => {},
): Promise<number> {
  let total = 0
  for (;;) {
    const waiting = await store.pendingServices(ctx.db, MOST_AT_ONCE)
    if (waiting.length === 0) return total
    const settled: store.Pending[] = []
    const sent: Sent[] = []
    onProgress(total, total + waiting.length)
    for (let start = 0; start < waiting.length; start += CHUNK) {
      const chunk = await sendChunk(ctx, engine, waiting.slice(start, start + CHUNK))
      settled.push(...chunk.pending)
      sent.push(...chunk.sent)
    }
    await confirm(sent, (share) => onProgress(total + share * settled.length, total + settled.length))
    await transact(ctx, (tx) => store.settlePending(tx, settled))
    total += settled.length
  }
}

function sendChunk(ctx: Ctx, engine: SearchEngine, serviceIds: string[]) {
  return transact(ctx, async (tx) => {
    await store.lockSending(tx)
    const pending = await store.readPending(tx, serviceIds)
    const rebuilding = await store.rebuildingShards(tx)
    const indexesOf = ({ key }: Shard) => [engine.index, rebuilding.get(key) ?? ''].filter(Boolean)
    const rows = await store.documentsOfServices(
      tx,
      pending.map(({ serviceId }) => serviceId),
    )
    const standing = new Set(rows.map(({ id }) => id))
    const gone = pending.flatMap(({ serviceId, removed }) =>
      removed.filter((id) => !standing.has(id)).map((id) => ({ serviceId, id })),
    )
    const sent = [
      ...(await putDocuments(engine, rows, indexesOf)),
      ...(await removeDocuments(engine, gone, indexesOf)),
    ]
    return { pending, sent }
  })
}
