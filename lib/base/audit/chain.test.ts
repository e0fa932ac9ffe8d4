import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { firstBrokenSeal, lookAhead, sealAudit } from './chain.ts'
import { record } from './store.ts'

describe('the chain of audit seals', () => {
  const test = useDatabase()
  const system = () => systemCtx(test.db, 'test')
  const write = (entity: string) =>
    transact(system(), (tx) => record(tx, system(), { action: 'test:write', entity }))

  it('seals what is committed, waits for what is not, and names the first seal that was tampered with', async () => {
    await write('one')
    expect(await sealAudit(system(), await lookAhead(system()))).toBe(1)

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
    expect(await sealAudit(system(), horizon)).toBe(2)
    await write('three')
    expect(await sealAudit(system(), await lookAhead(system()))).toBe(1)
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
