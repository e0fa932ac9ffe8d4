import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { copyLine, withCopy } from './copy.ts'

describe('copy', () => {
  const database = useDatabase()

  it('copies rows into a temporary table that the transaction sees, and rolls back with it', async () => {
    const odd = 'tab\there, line\nbreak, back\\slash, "quote", \\N'
    await withCopy(database.db, async ({ db, copy }) => {
      await db.transaction().execute(async (tx) => {
        await sql`create temp table parcel (id int, words text) on commit drop`.execute(tx)
        await copy('parcel', ['id', 'words'], copyLine([1, odd]) + copyLine([2, null]))
        const { rows } = await sql`select * from parcel order by id`.execute(tx)
        expect(rows).toEqual([
          { id: 1, words: odd },
          { id: 2, words: null },
        ])
      })
    })
  })

  it('reports what PostgreSQL says about a bad row and gives the connection back', async () => {
    const broken = withCopy(database.db, ({ db, copy }) =>
      db.transaction().execute(async (tx) => {
        await sql`create temp table parcel (id int) on commit drop`.execute(tx)
        await copy('parcel', ['id'], copyLine(['not a number']))
      }),
    )
    await expect(broken).rejects.toThrow('PostgreSQL refused rows copied into parcel')
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(database.db)
    expect(rows[0]?.one).toBe(1)
  })
})
