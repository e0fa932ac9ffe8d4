import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeKey, readKeyring, seal, unseal } from '#base/core/seal.ts'
import { SEALED_COLUMNS } from '#base/core/sealed-columns.ts'
import { transact } from '#base/db/context.ts'
import { reseal, sealedWithOlderKeys } from '#base/db/reseal.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld } from '#testing/given.ts'
import { openClient } from './commands.ts'
import { clientRecordSchema } from './model.ts'
import { findClient } from './store.ts'

const OLD = process.env.ENCRYPTION_KEYS as string
const rotated = readKeyring(`${makeKey('new')},${OLD}`)

describe('rotating the keys', () => {
  const test = useDatabase()
  let clients: string[]
  beforeAll(async () => {
    const world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    clients = []
    for (let n = 0; n < 3; n++)
      clients.push(await openClient(ana, clientRecordSchema.parse({ alias: `Client ${n}` })))
    const old = readKeyring(OLD)
    await test.owner
      .updateTable('account')
      .set({
        totp_secret: seal(old, { field: 'account.totp_secret', id: world.ana.accountId as string }, 'SECRET'),
      })
      .where('id', '=', world.ana.accountId as string)
      .execute()
    // More than a batch of lines that nobody of the application may change.
    await sql`set session_replication_role = replica`.execute(test.owner)
    const referral = clients[0] as string
    await test.owner
      .insertInto('referral_event')
      .values(
        Array.from({ length: 450 }, (_, sequence) => ({
          referral_id: referral,
          sequence,
          action: 'x',
          to_status: 'draft',
          party: 'sender',
          effective_at: new Date(),
          detail: seal(
            old,
            { field: 'referral_event.detail', id: `${referral} ${sequence}` },
            `line ${sequence}`,
          ),
        })),
      )
      .execute()
  })

  it('knows every column that says it is encrypted, and no other', async () => {
    for (const column of Object.keys(SEALED_COLUMNS)) {
      const [table, name] = column.split('.')
      const { rows } = await sql`select from information_schema.columns where table_schema = 'public'
        and table_name = ${table} and column_name = ${name} and data_type = 'text'`.execute(test.owner)
      expect(rows, column).toHaveLength(1)
    }
  })

  it('finds what is sealed with an older key, seals it anew, and nothing is lost', async () => {
    const before = await sealedWithOlderKeys(test.owner, rotated)
    expect(before).toEqual([
      { column: 'account.totp_secret', count: 1 },
      { column: 'client.record', count: 3 },
      { column: 'referral_event.detail', count: 450 },
    ])
    expect(await reseal(test.owner, rotated)).toEqual({ done: 454, unreadable: [] })
    expect(await sealedWithOlderKeys(test.owner, rotated)).toEqual([])
    const onlyNew = readKeyring(
      [...rotated.keys].map(([id, key]) => `${id}:${key.toString('base64')}`)[0] as string,
    )
    const row = await test.owner
      .selectFrom('referral_event')
      .select('detail')
      .where('sequence', '=', 449)
      .executeTakeFirstOrThrow()
    const context = { field: 'referral_event.detail', id: `${clients[0]} 449` } as const
    expect(unseal(onlyNew, context, row.detail as string)).toBe('line 449')
    process.env.ENCRYPTION_KEYS = `${[...rotated.keys].map(([id, key]) => `${id}:${key.toString('base64')}`).join(',')}`
    const found = await transact(
      as(test.db, { role: 'system', accountId: null, organizationId: null, via: 't' }),
      (tx) => findClient(tx, clients[2] as string),
    )
    process.env.ENCRYPTION_KEYS = OLD
    expect(found?.record.alias).toBe('Client 2')
  })

  it('can be stopped and begun again, and leaves alone what no key opens', async () => {
    const third = readKeyring(
      `${makeKey('third')},${[...rotated.keys].map(([id, key]) => `${id}:${key.toString('base64')}`).join(',')}`,
    )
    await sql`update referral_event set detail = replace(detail, 'v1.new.', 'v1.lost.') where sequence < 2`.execute(
      test.owner,
    )
    const half = await sql<{
      n: number
    }>`update referral_event set detail = detail where sequence > 300 returning 1`.execute(test.owner)
    expect(half.rows).toHaveLength(149)
    expect(await reseal(test.owner, third)).toEqual({
      done: 452,
      unreadable: [{ column: 'referral_event.detail', count: 2 }],
    })
    expect(await reseal(test.owner, third)).toEqual({
      done: 0,
      unreadable: [{ column: 'referral_event.detail', count: 2 }],
    })
  })
})
