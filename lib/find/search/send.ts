import { setTimeout as sleep } from 'node:timers/promises'
import type { Task } from 'meilisearch'
import { type SearchEngine, type Shard, shardOf } from './client.ts'
import { type DocumentRow, toDocument } from './document.ts'

/** A task that a server has taken on and not finished. */
export type Sent = { shard: Shard; taskUid: number }

/** Documents of one request: large enough to be quick, small enough for the engine's limit on a request's size. */
const DOCUMENTS_A_REQUEST = 10_000

/** Puts these documents into the indexes that `indexesOf` names for each server. */
export async function putDocuments(
  engine: SearchEngine,
  rows: DocumentRow[],
  indexesOf: (shard: Shard) => string[],
): Promise<Sent[]> {
  const sent: Sent[] = []
  for (const [shard, own] of byShard(engine, rows, (row) => row.service_id)) {
    const documents = own.map(toDocument)
    for (const uid of indexesOf(shard)) {
      for (let start = 0; start < documents.length; start += DOCUMENTS_A_REQUEST) {
        const batch = documents.slice(start, start + DOCUMENTS_A_REQUEST)
        const { taskUid } = await shard.api.index(uid).addDocuments(batch, { primaryKey: 'id' })
        sent.push({ shard, taskUid })
      }
    }
  }
  return sent
}

export async function removeDocuments(
  engine: SearchEngine,
  removed: { serviceId: string; id: string }[],
  indexesOf: (shard: Shard) => string[],
): Promise<Sent[]> {
  const sent: Sent[] = []
  for (const [shard, own] of byShard(engine, removed, ({ serviceId }) => serviceId)) {
    for (const uid of indexesOf(shard)) {
      const { taskUid } = await shard.api.index(uid).deleteDocuments(own.map(({ id }) => id))
      sent.push({ shard, taskUid })
    }
  }
  return sent
}

/** Milliseconds: an edit is asked about at once, a large feed now and then. */
const FIRST_PAUSE = 20
const LONGEST_PAUSE = 100
const LONGEST_TASK = 600_000

/**
 * Waits for one task. Not the client's own `waitForTask`, which adds a listener to one signal with every question that
 * it asks: a feed of 100,000 listings fills the terminal with warnings of a leak.
 * @throws when it is not done within ten minutes
 */
export async function whenDone({ shard, taskUid }: Sent): Promise<Task> {
  const deadline = Date.now() + LONGEST_TASK
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.2)) {
    const task = await shard.api.tasks.getTask(taskUid)
    if (task.status !== 'enqueued' && task.status !== 'processing') return task
    if (Date.now() > deadline)
      throw new Error(`The search engine has not done task ${taskUid} in ten minutes.`)
    await sleep(pause)
  }
}

/** Waits until every task is done; `onDone` hears of each the share of all that are. @throws when the engine refused one, with its reason */
export async function confirm(sent: Sent[], onDone: (share: number) => void = () => {}): Promise<void> {
  for (const [i, { shard, taskUid }] of sent.entries()) {
    const task = await whenDone({ shard, taskUid })
    if (task.status !== 'succeeded') {
      throw new Error(`The search engine refused task ${taskUid}: ${task.error?.message ?? task.status}`)
    }
    onDone((i + 1) / sent.length)
  }
}

function byShard<T>(engine: SearchEngine, items: T[], serviceIdOf: (item: T) => string): Map<Shard, T[]> {
  const groups = new Map<Shard, T[]>()
  for (const item of items) {
    const shard = shardOf(engine, serviceIdOf(item))
    const group = groups.get(shard)
    if (group) group.push(item)
    else groups.set(shard, [item])
  }
  return groups
}
