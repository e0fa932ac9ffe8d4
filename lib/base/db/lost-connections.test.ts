import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { connect } from './client.ts'
import { type Database, systemCtx, type Tx, transact } from './context.ts'
import { withCopy } from './copy.ts'
import { isDatabaseGone } from './gone.ts'

describe('a connection that is lost', () => {
  const held = useDatabase()
  let db: Database
  const ctx = () => systemCtx(db, 'test')

  beforeAll(() => {
    db = connect(held.url, { max: 2 })
  })
  afterAll(() => db.destroy())

  async function pidOf(tx: Tx): Promise<number> {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    return rows[0]?.pid ?? 0
  }
  const end = (pid: number) => sql`select pg_terminate_backend(${pid})`.execute(held.owner)
  const gone = (work: Promise<unknown>) =>
    expect(
      work.then(
        () => 'done',
        (error) => isDatabaseGone(error),
      ),
    ).resolves.toBe(true)

  it('fails the statement that runs, and the transaction ends', async () => {
    await gone(
      transact(ctx(), async (tx) => {
        const ended = end(await pidOf(tx))
        await sql`select pg_sleep(15)`.execute(tx)
        await ended
      }),
    )
  })

  it('fails the next statement when none was running', async () => {
    await gone(
      transact(ctx(), async (tx) => {
        await end(await pidOf(tx))
        await sql`select pg_sleep(0.2)`.execute(held.owner)
        await sql`select 1`.execute(tx)
      }),
    )
  })

  it('fails a copy', async () => {
    await gone(
      withCopy(db, ({ db: holding, copy }) =>
        transact({ ...ctx(), db: holding }, async (tx) => {
          await sql`create temp table copied (words text) on commit drop`.execute(tx)
          const ended = end(await pidOf(tx))
          for (let i = 0; i < 1000; i++) await copy('copied', ['words'], 'a\n'.repeat(1000))
          await ended
        }),
      ),
    )
  })

  it('is not given to the next in need', async () => {
    const ask = () => transact(ctx(), (tx) => sql`select 1`.execute(tx))
    const answers = await Promise.all(Array.from({ length: 20 }, ask))
    expect(answers).toHaveLength(20)
  })
})
