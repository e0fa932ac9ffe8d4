import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { CATCHER } from '#base/mail/client.ts'
import { deliverMail, recordBounce } from '#base/mail/commands.ts'
import { breakGlass } from '#refer/clients/break-glass.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { noticesOf } from '#refer/referrals/queries/notices.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyMove } from './commands.ts'

describe('what was sent about a referral', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const rosa = clientRecordSchema.parse({ givenName: 'Rosa', email: 'rosa@people.example' })
  const { sent, mails } = referralsOf(test, () => world, rosa)
  const system = () => systemCtx(test.db, 'test', NOON)
  const seenBy = (actor: Actor, id: string, now = NOON) =>
    transact(as(test.db, actor, now), (tx) => noticesOf(tx, id))

  it('tells whoever carries the client whether it arrived, and nobody else', async () => {
    const id = await sent()
    await notifyMove(system(), { referralId: id, sequence: 2 }, 'https://handrail.example')
    const states = async () =>
      (await readReferral(as(test.db, world.ana), id)).notices.map(({ party, state }) => [party, state])
    expect(await states()).toContainEqual(['agency', 'waiting'])
    const letter = (await mails(id)).find(({ template }) => template === 'agency.referral-sent')?.id ?? ''
    await deliverMail(system(), letter, CATCHER, 'handrail.example')
    expect(await states()).toContainEqual(['agency', 'sent'])
    await recordBounce(system(), { mailId: letter, status: '5.1.1' })
    expect(await states()).toContainEqual(['agency', 'came-back'])

    const words = JSON.stringify(await seenBy(world.ana, id))
    expect(words).not.toMatch(/@/)
    expect(await seenBy(world.sam, id)).toHaveLength((await seenBy(world.ana, id)).length)
    for (const actor of [world.ben, world.cleo, world.agencyStaff, world.steward, world.administrator])
      expect(await seenBy(actor, id)).toEqual([])
  })

  it('is not part of what an emergency opens', async () => {
    const id = await sent({ ...rosa, email: 'wren@people.example' })
    await notifyMove(system(), { referralId: id, sequence: 2 }, 'https://handrail.example')
    // The database's clock decides what is open.
    const now = new Date()
    await breakGlass(
      as(test.db, world.ben, now),
      { email: 'wren@people.example', reason: 'Found unconscious at the bus stop.' },
      'https://handrail.example',
    )
    const opened = await test.owner.selectFrom('break_glass').select('id').execute()
    expect(opened).toHaveLength(1)
    const { rows } = await transact(as(test.db, world.ben, now), (tx) =>
      sql`select * from notices_of(${id})`.execute(tx),
    )
    expect(rows).toEqual([])
  })
})
