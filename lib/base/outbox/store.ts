import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { type Payload, TOPICS, type Topic } from './topics.ts'

export type EnqueueOptions = {
  /** Not before this time. */
  runAt?: Date
  /** A later job with the same key replaces one that still waits. */
  jobKey?: string
  maxAttempts?: number
  /** Jobs of one queue run one after the other. */
  queue?: string
}

/** Adds a job in the caller's transaction: it exists if and only if the change does. */
export async function enqueue<T extends Topic>(
  tx: Tx,
  topic: T,
  payload: Payload<T>,
  options: EnqueueOptions = {},
): Promise<void> {
  const checked = JSON.stringify(TOPICS[topic].parse(payload))
  // By way of text: the driver writes a parameter of type json as JSON, which would quote ours a second time.
  const { runAt = null, jobKey = null, maxAttempts = null, queue = null } = options
  await sql`select enqueue(${topic}, ${checked}::text::json, ${runAt}, ${jobKey}, ${maxAttempts}, ${queue})`.execute(
    tx,
  )
}
