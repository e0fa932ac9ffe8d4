import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { systemCtx, transact } from './context.ts'

describe('a transaction', () => {
  const test = useDatabase()
  const look = (id: string) =>
    transact(systemCtx(test.db, 'test'), (tx) =>
      tx.selectFrom('client').select('id').where('id', '=', id).execute(),
    )

  it('finds nothing by an id that is none, and says no word of what was typed', async () => {
    const error = await look('Marker-Zebra').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'not-found' })
    expect(String(error)).not.toContain('Marker-Zebra')
  })

  it('lets every other error of a query through', async () => {
    const wrong = transact(systemCtx(test.db, 'test'), (tx) => sql`select 'x'::int`.execute(tx))
    await expect(wrong).rejects.toMatchObject({ code: '22P02' })
  })
})
