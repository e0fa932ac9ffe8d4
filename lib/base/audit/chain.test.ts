import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { firstBrokenSeal, lookAhead, sealAudit } from './chain.ts'
import { record } from './store.ts'

/** A transaction of another test file on the same server holds the sealer back until it ends. */
const SETTLES = { timeout: 15_000 }

describe('the chain of audit seals', () => {
  const test = useDatabase()
  const system = () => systemCtx(test.db, 'test')
  const write = (entity: string) =>
    transact(system(), (tx) => record(tx, system(), { action: 'test:write', entity }))
  const sealNow = async () => sealAudit(system(), await lookAhead(system()))

  it('seals what is committed, waits for what is not, and names the first seal that was tampered with', async () => {
    await write('one')
    await expect.poll(sealNow, SETTLES).toBe(1)

    let finish = () => {}
    const slow = transact(system(), async (tx) => {
      await record(tx, system(), { action: 'test:write', entity: 'slow' })
      await new Promise<void>((resolve) => {
        finish = resolve
      })
    })
    await expect.poll(() => finish.toString()).toMatch(/native code/)
    await write('fast')
    const horizon = await lookAhead(system())
    expect(await sealAudit(system(), horizon), 'a lower id is still on its way').toBeNull()
    finish()
    await slow
    await expect.poll(() => sealAudit(system(), horizon), SETTLES).toBe(2)
    await write('three')
    await expect.poll(sealNow, SETTLES).toBe(1)
    expect(await firstBrokenSeal(system())).toEqual({ seals: 3, broken: null })

    const { rows } = await sql<{ id: string }>`select id from audit_event where entity = 'fast'`.execute(
      test.owner,
    )
    await sql`update audit_event set entity = 'other' where id = ${rows[0]?.id}`.execute(test.owner)
    const { broken } = await firstBrokenSeal(system())
    expect(Number(broken?.firstEvent)).toBeLessThanOrEqual(Number(rows[0]?.id))
    expect(Number(broken?.lastEvent)).toBeGreaterThanOrEqual(Number(rows[0]?.id))
    await sql`update audit_event set entity = 'fast' where id = ${rows[0]?.id}`.execute(test.owner)
    expect((await firstBrokenSeal(system())).broken).toBeNull()
    await sql`delete from audit_event where id = ${rows[0]?.id}`.execute(test.owner)
    expect((await firstBrokenSeal(system())).broken).toEqual(broken)
  })

  it('is written by the system alone', async () => {
    const visitor = { ...system(), actor: VISITOR }
    await expect(sealAudit(visitor, { event: 9999n, until: 0n })).rejects.toThrow(/row-level security/)
  })
})

describe('the key of the seals', () => {
  const test = useDatabase()
  const system = () => systemCtx(test.db, 'test')
  const write = (entity: string) =>
    transact(system(), (tx) => record(tx, system(), { action: 'test:write', entity }))
  const sealNow = async () => sealAudit(system(), await lookAhead(system()))

  /** A seal without a key over what no seal holds yet, as there were before: by who owns the tables. */
  async function sealPlainly(): Promise<void> {
    await sql`insert into audit_seal (first_event, last_event, events, previous_digest, digest)
      select first, last, (select count(*) from audit_event where id between first and last), previous,
        encode(sha256(convert_to(coalesce(previous, '') || e'\n' || (
          select encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(id, extract(epoch from at), request_id, role,
            account_id, organization_id, via, action, entity, entity_id, client_id, purpose, consent_id, recipient_id,
            detail)::text, e'\n' order by id), ''), 'UTF8')), 'hex') from audit_event where id between first and last), 'UTF8')), 'hex')
      from (select coalesce((select max(last_event) from audit_seal), 0) + 1 as first,
        (select max(id) from audit_event) as last,
        (select digest from audit_seal order by id desc limit 1) as previous) as open`.execute(test.owner)
  }
  const state = async () => {
    const { seals, broken } = await firstBrokenSeal(system())
    return [seals, broken === null]
  }

  it('lets nobody who owns the tables seal anew what they changed, and leaves older seals as they hold', async () => {
    await write('before there was a key')
    await sealPlainly()
    expect(await state()).toEqual([1, true])
    await write('with a key')
    await expect.poll(sealNow, SETTLES).toBe(1)
    expect(await state()).toEqual([2, true])
    await write('sealed by who has no key')
    await sealPlainly()
    expect(await state()).toEqual([3, false])
    await sql`delete from audit_seal where id = (select max(id) from audit_seal)`.execute(test.owner)
    expect(await state()).toEqual([2, true])
    await expect.poll(sealNow, SETTLES).toBe(1)
    const { rows } = await sql<{
      digest: string
    }>`select digest from audit_seal order by id desc limit 1`.execute(test.owner)
    expect(rows[0]?.digest).toMatch(/^keyed\.[\w-]{43}$/)
    expect(await state()).toEqual([3, true])
  })
})
