import { createHash } from 'node:crypto'
import type { WorkerEvents } from 'graphile-worker'
import postgres from 'postgres'

const CHECK_EVERY_MS = 15_000

/**
 * A job stays locked by its worker pool until the pool gives it back, and a killed one never does: graphile-worker
 * would wait four hours. So each pool holds an advisory lock for as long as its process lives, and jobs whose pool's
 * lock is free are given back. PostgreSQL frees the lock with the connection, whatever ended the process. If a living
 * pool loses its connection for a moment, its job may run twice; handlers bear that.
 */
export async function watchLiveness(
  ownerUrl: string,
  events: WorkerEvents,
): Promise<{ stop(): Promise<void> }> {
  const client = postgres(ownerUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    connection: { application_name: 'handrail-indexer' },
    onnotice: () => {},
  })
  const own = new Set<string>()
  const check = () => holdOwn(client, own).then(() => freeJobsOfTheDead(client, own))
  events.on('pool:create', ({ workerPool }) => {
    own.add(workerPool.id)
    void check().catch(() => {}) // the timer tries again
  })
  await check()
  const timer = setInterval(() => void check().catch(() => {}), CHECK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await client.end({ timeout: 5 })
    },
  }
}

/** Takes the locks that this connection does not hold yet: a new pool's, or all of them after a lost connection. */
async function holdOwn(client: postgres.Sql, own: Set<string>): Promise<void> {
  for (const id of own) {
    const [held] = await client`select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
      and ((classid::bigint << 32) | objid::bigint) = ${lockNumber(id)}::bigint`
    if (!held) await client`select pg_advisory_lock(${lockNumber(id)}::bigint)`
  }
}

async function freeJobsOfTheDead(client: postgres.Sql, own: Set<string>): Promise<void> {
  const holders = await client<{ id: string }[]>`
    select locked_by as id from graphile_worker._private_jobs where locked_by is not null
    union select locked_by from graphile_worker._private_job_queues where locked_by is not null`
  for (const { id } of holders) {
    if (own.has(id)) continue
    const [row] = await client`select pg_try_advisory_lock(${lockNumber(id)}::bigint) as free`
    if (!row?.free) continue
    await client`select graphile_worker.force_unlock_workers(array[${id}])`
    await client`select pg_advisory_unlock(${lockNumber(id)}::bigint)`
  }
}

/** A pool's id as the 63-bit number that an advisory lock is named by. */
function lockNumber(poolId: string): string {
  return (createHash('sha256').update(`worker pool ${poolId}`).digest().readBigUInt64BE() >> 1n).toString()
}
