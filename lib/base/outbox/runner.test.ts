import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { type Handlers, type Runner, runJobs } from './runner.ts'
import { enqueue } from './store.ts'
import { TOPICS, type Topic } from './topics.ts'

describe('the job runner', () => {
  const database = useDatabase()
  const running: Runner[] = []
  let ticks = 0
  afterEach(async () => {
    await Promise.all(running.splice(0).map((runner) => runner.stop()))
    await sql`delete from graphile_worker._private_jobs`.execute(database.owner)
  })

  /** Every topic does nothing but `services.changed`, which is what these tests add. */
  async function start(changed: (ids: string[]) => Promise<void>, onFailure = () => {}): Promise<Runner> {
    const idle = Object.fromEntries(Object.keys(TOPICS).map((topic) => [topic as Topic, async () => {}]))
    const handlers: Handlers<null> = {
      ...(idle as unknown as Handlers<null>),
      'services.changed': (_ctx, { serviceIds }) => changed(serviceIds),
    }
    const runner = await runJobs({
      ownerUrl: database.url,
      db: database.db,
      handlers,
      means: null,
      timers: { tick: { cron: '* * * * *', run: async () => void ticks++ } },
      concurrency: 1,
      onFailure,
    })
    running.push(runner)
    return runner
  }

  const add = (serviceIds: string[]) =>
    transact(systemCtx(database.db, 'test'), (tx) => enqueue(tx, 'services.changed', { serviceIds }))

  async function within(seconds: number, done: () => boolean) {
    for (const deadline = Date.now() + seconds * 1000; !done(); ) {
      if (Date.now() > deadline) throw new Error(`not within ${seconds} s`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  it('takes a job within a second of its commit', async () => {
    const seen: string[][] = []
    await start(async (ids) => void seen.push(ids))
    const id = newId()
    await add([id])
    await within(1, () => seen.length > 0)
    expect(seen).toEqual([[id]])
  })

  it('never sees a job whose transaction was rolled back', async () => {
    const seen: string[][] = []
    await start(async (ids) => void seen.push(ids))
    const rolledBack = transact(systemCtx(database.db, 'test'), async (tx) => {
      await enqueue(tx, 'services.changed', { serviceIds: [newId()] })
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')
    const id = newId()
    await add([id])
    await within(2, () => seen.length > 0)
    expect(seen).toEqual([[id]])
  })

  it('knows its timers, and does what they say', async () => {
    await start(async () => {})
    const { rows } = await sql`select identifier from graphile_worker._private_known_crontabs`.execute(
      database.owner,
    )
    expect(rows).toEqual([{ identifier: 'timer.tick' }])
    const before = ticks
    await sql`select graphile_worker.add_job('timer.tick')`.execute(database.owner)
    await within(2, () => ticks > before)
  })

  it('reports a failure and keeps the job for later', async () => {
    let failures = 0
    await start(
      () => Promise.reject(new Error('no')),
      () => failures++,
    )
    await add([newId()])
    await within(2, () => failures === 1)
    // The failure is told before the row of the job is written.
    await expect
      .poll(async () => {
        const { rows } = await sql<{ attempts: number; waits: boolean }>`
          select attempts, run_at > created_at + interval '1 second' as waits from graphile_worker._private_jobs`.execute(
          database.owner,
        )
        return rows
      })
      .toEqual([{ attempts: 1, waits: true }])
  })

  it('takes up a job that a killed worker had begun', async () => {
    await add([newId()])
    await sql`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now(), attempts = 1`.execute(
      database.owner,
    )
    let seen = 0
    await start(async () => void seen++)
    await within(2, () => seen === 1)
  })

  it('leaves a job to a worker that lives and is slow', async () => {
    let begun = 0
    let finish = () => {}
    const slow = () =>
      new Promise<void>((resolve) => {
        begun++
        finish = resolve
      })
    await start(slow)
    await add([newId()])
    await within(2, () => begun === 1)
    let taken = 0
    await start(async () => void taken++) // looks for jobs of the dead before it begins
    await new Promise((resolve) => setTimeout(resolve, 300))
    finish()
    expect({ begun, taken }).toEqual({ begun: 1, taken: 0 })
  })
})
