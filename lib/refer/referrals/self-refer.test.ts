import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { newId } from '#base/core/ids.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { selfRefer } from './commands/self-refer.ts'
import { listReferrals } from './queries/list.ts'
import { findPacket } from './store.ts'

const FORGET = join(process.cwd(), 'lib/base/db/migrations/20261202T114600Z-refused-self-referrals.sql')

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

  const clients = () => test.owner.selectFrom('client').select('id').execute()

  it('leaves nothing of who was refused', async () => {
    const before = await clients()
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`.execute(
      test.owner,
    )
    await sql`create trigger refuse before insert on consent for each row execute function refuse()`.execute(
      test.owner,
    )
    await expect(selfRefer(visitor(), asking('192.0.2.6'))).rejects.toThrow('refused')
    await sql`drop trigger refuse on consent`.execute(test.owner)
    expect(await clients()).toEqual(before)
  })

  it('forgets who was refused before, and nobody who was not', async () => {
    const sent = await selfRefer(visitor(), asking('192.0.2.7'))
    const record = await test.owner
      .selectFrom('client')
      .selectAll()
      .where('id', '=', sent)
      .executeTakeFirstOrThrow()
    const refused = newId()
    await test.owner
      .insertInto('client')
      .values({ ...record, id: refused })
      .execute()
    await test.owner
      .insertInto('client_need')
      .values({ id: newId(), client_id: refused, need_id: 'food.pantry', opened_at: NOON })
      .execute()
    const carried = await openClient(as(test.db, world.ana), clientRecordSchema.parse({ alias: 'R.' }))
    await sql.raw(readFileSync(FORGET, 'utf8')).execute(test.owner)
    const left = (await clients()).map(({ id }) => id)
    expect(left).toEqual(expect.arrayContaining([sent, carried]))
    expect(left).not.toContain(refused)
  })

  it('to a program that treats and shelters alike is signed for what is asked of it', async () => {
    const { agency } = world
    await test.owner
      .updateTable('agency')
      .set({ part2_program: true, victim_services: true })
      .where('id', '=', agency.id)
      .execute()
    const modeOf = async (address: string, needId: string) => {
      const clientId = await selfRefer(visitor(), { ...asking(address), needId })
      const consent = test.owner.selectFrom('consent').select('mode').where('client_id', '=', clientId)
      return (await consent.executeTakeFirstOrThrow()).mode
    }
    expect(await modeOf('192.0.2.8', 'substance.detox')).toBe('part2')
    expect(await modeOf('192.0.2.8', 'safety.domestic-violence')).toBe('victim-services')
    expect(await modeOf('192.0.2.8', 'food.pantry')).toBe('victim-services')
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
