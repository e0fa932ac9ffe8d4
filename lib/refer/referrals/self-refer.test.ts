import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { selfRefer } from './commands/self-refer.ts'
import { listReferrals } from './queries/list.ts'
import { findPacket } from './store.ts'

describe('a self-referral', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const visitor = (): Ctx => ({ db: test.db, actor: VISITOR, now: NOON, requestId: randomUUID() })
  const asking = (address: string): Parameters<typeof selfRefer>[1] =>
    ({
      serviceId: world.agency.serviceId,
      needId: 'food.pantry',
      name: 'Lupe',
      phone: '210-555-0177',
      channels: ['call'],
      language: 'es',
      request: 'For four',
      consent: 'yes',
      locale: 'es',
      address,
    }) satisfies Parameters<typeof selfRefer>[1]

  it('is sent with the person’s own consent, and the agency sees what they wrote and nothing else', async () => {
    const clientId = await selfRefer(visitor(), asking('192.0.2.1'))
    const [line] = await listReferrals(as(test.db, world.agencyStaff))
    expect(line).toMatchObject({ status: 'sent', person: 'Lupe', clientId: null })
    const packet = await transact(as(test.db, world.agencyStaff), (tx) => findPacket(tx, line?.id ?? ''))
    expect(packet?.content).toMatchObject({
      name: 'Lupe',
      phone: '210-555-0177',
      needId: 'food.pantry',
      request: 'For four',
    })
    const consents = await test.owner
      .selectFrom('consent')
      .select(['mode', 'method', 'giver'])
      .where('client_id', '=', clientId)
      .execute()
    expect(consents).toEqual([{ mode: 'authorization', method: 'screen', giver: 'client' }])
    for (const stranger of [world.ana, world.sam, world.otherStaff])
      expect((await listReferrals(as(test.db, stranger))).map((each) => each.id)).not.toContain(line?.id)
  })

  it('needs a way to be reached, and a yes', async () => {
    const { consent: _, ...without } = asking('192.0.2.2')
    await expect(selfRefer(visitor(), without as never)).rejects.toThrow(/Tick the box/)
    await expect(selfRefer(visitor(), { ...asking('192.0.2.2'), phone: undefined })).rejects.toThrow(
      /number to call/,
    )
  })

  it('is not sent to a program that answers by telephone', async () => {
    await expect(
      selfRefer(visitor(), { ...asking('192.0.2.3'), serviceId: world.phoneAgency.serviceId }),
    ).rejects.toMatchObject({ code: 'invalid' })
  })

  it('is limited per address', async () => {
    for (let time = 0; time < 5; time++) await selfRefer(visitor(), asking('192.0.2.4'))
    await expect(selfRefer(visitor(), asking('192.0.2.4'))).rejects.toMatchObject({ code: 'rate-limited' })
    await selfRefer(visitor(), asking('192.0.2.5'))
  })
})
