import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { systemCtx, transact, visitorCtx } from './context.ts'

describe('the database', () => {
  const test = useDatabase()

  it('lets a visitor read the directory and refuses to let one write it', async () => {
    const write = transact(visitorCtx(test.db), (tx) =>
      tx.insertInto('source').values({ key: 'x', name: 'X' }).execute(),
    )
    await expect(write).rejects.toThrow(/row-level security/)
    expect(await test.db.selectFrom('source').selectAll().execute()).toEqual([])
  })

  it('lets the system write, and takes back a job with the transaction that added it', async () => {
    const ctx = systemCtx(test.db, 'test')
    await transact(ctx, async (tx) => {
      await tx.insertInto('source').values({ key: 'kept', name: 'Kept' }).execute()
      await sql`select enqueue('search.index', '{}'::json)`.execute(tx)
    })
    await transact(ctx, async (tx) => {
      await sql`select enqueue('search.index', '{}'::json)`.execute(tx)
      throw new Error('changed my mind')
    }).catch(() => {})
    const jobs = await sql`select * from graphile_worker.jobs`.execute(test.owner)
    expect(jobs.rows).toHaveLength(1)
  })
})
