import { type Ctx, transact } from '#base/db/context.ts'
import { type SearchEngine, type Shard, shardOf } from '../client.ts'
import { confirm, type Sent } from '../send.ts'
import * as store from '../store.ts'

export type Differences = {
  /** Cards without a document, or with that of an older version: ids of their services. */
  behind: string[]
  /** Documents without a card, or on a server that does not hold their service (the number of servers has changed). */
  extra: { shard: Shard; id: string; misplaced: boolean }[]
  /** Cards that there are. */
  cards: number
}

const PAGE = 10_000

/** Compares index and database, document by document. Changes that still wait count as differences. */
export async function compareIndex(ctx: Ctx, engine: SearchEngine): Promise<Differences> {
  const wanted = new Map((await store.cardVersions(ctx.db)).map((card) => [card.id, card]))
  const cards = wanted.size
  const extra: Differences['extra'] = []
  for (const shard of engine.shards) {
    for await (const { id, version } of documentsOf(shard, engine.index)) {
      const card = wanted.get(id)
      const misplaced = card !== undefined && shardOf(engine, card.service_id) !== shard
      if (!card || misplaced) extra.push({ shard, id, misplaced })
      else if (card.version === version) wanted.delete(id)
    }
  }
  const behind = [...new Set([...wanted.values()].map((card) => card.service_id))]
  return { behind, extra, cards }
}

/** Has what is behind sent again, and takes out what is extra. `drainPending` then does the sending. */
export async function repairIndex(
  ctx: Ctx,
  engine: SearchEngine,
  { behind, extra }: Differences,
): Promise<void> {
  const sent = await transact(ctx, async (tx) => {
    await store.markForRepair(tx, behind, ctx.now)
    await store.lockSending(tx)
    // A card may have come since the comparison: its document is no longer extra.
    const standing = await store.standingCards(
      tx,
      extra.map(({ id }) => id),
    )
    const tasks: Sent[] = []
    for (const { shard, id, misplaced } of extra) {
      if (standing.has(id) && !misplaced) continue
      const { taskUid } = await shard.api.index(engine.index).deleteDocument(id)
      tasks.push({ shard, taskUid })
    }
    return tasks
  })
  await confirm(sent)
}

async function* documentsOf(shard: Shard, index: string): AsyncGenerator<{ id: string; version: string }> {
  for (let offset = 0; ; offset += PAGE) {
    const { results } = await shard.api
      .index<{ id: string; version: string }>(index)
      .getDocuments({ fields: ['id', 'version'], limit: PAGE, offset })
    yield* results
    if (results.length < PAGE) return
  }
}
