import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { type BulkStep, bulkStepsOf } from '#refer/referrals/bulk.ts'
import { actOnSeveral } from '#refer/referrals/commands/bulk.ts'
import { planBulk } from '#refer/referrals/queries/list.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'

const YES = { contactName: 'Pat', firstContactOn: '2026-12-08' }

describe('several referrals that an agency answers at once', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { sent, referral, act } = referralsOf(test, () => world, clientRecordSchema.parse({ alias: 'R.' }))

  async function bulk(ids: string[], step: BulkStep, data: unknown, actor: Actor = world.agencyStaff) {
    const ctx = as(test.db, actor)
    const planned = await planBulk(ctx, { ids, step })
    const referrals = await Promise.all(
      ids.map(async (id) => ({ referralId: id, version: (await referral(id)).version })),
    )
    const outcomes = await actOnSeveral(ctx, { step, referrals, data })
    return {
      plans: ids.map((id) => planned.find((line) => line.id === id)?.plan.action),
      refused: outcomes.map((each) => each.refused),
    }
  }
  const statuses = async (ids: string[]) => Promise.all(ids.map(async (id) => (await referral(id)).status))

  it('are taken on with one contact and one day, and what has moved on stops no other', async () => {
    const ids = [await sent(), await sent(), await sent()]
    await act(ids[1] ?? '', 'decline', { reason: 'no-capacity' }, world.agencyStaff)
    const { plans, refused } = await bulk(ids, 'accept', YES)
    expect(plans).toEqual(['accept', null, 'accept'])
    expect(refused).toEqual([null, expect.stringMatching(/moved on/), null])
    expect(await statuses(ids)).toEqual(['accepted', 'declined', 'accepted'])
    const noted = await bulk(ids, 'note-progress', {})
    expect(noted.plans).toEqual([null, null, null])
    for (const id of [ids[0] ?? '', ids[2] ?? ''])
      await act(id, 'begin', { startedOn: '2026-11-30' }, world.agencyStaff)
    expect((await bulk(ids, 'note-progress', {})).refused).toEqual([
      null,
      expect.stringMatching(/moved on/),
      null,
    ])
  })

  it('are declined for one reason, and nothing is done for none', async () => {
    const ids = [await sent(), await sent()]
    for (const data of [undefined, {}, { reason: 'other' }, { reason: 'client-declined' }])
      await expect(bulk(ids, 'decline', data)).rejects.toMatchObject({ code: 'invalid' })
    expect(await statuses(ids)).toEqual(['sent', 'sent'])
    expect((await bulk(ids, 'decline', { reason: 'no-capacity' })).refused).toEqual([null, null])
    expect(await statuses(ids)).toEqual(['declined', 'declined'])
  })

  it('are answered by nobody else: another agency’s are not shown, and the sender answers for no agency', async () => {
    const id = await sent()
    for (const actor of [world.otherStaff, world.ana, world.ben, world.cleo]) {
      const { plans, refused } = await bulk([id], 'accept', YES, actor)
      expect(plans).toEqual([undefined])
      expect(refused).not.toContain(null)
    }
    expect(await referral(id)).toMatchObject({ status: 'sent', version: 2 })
    expect(
      (await bulk([id], 'withdraw', { reason: 'other', text: 'x', askedBy: 'agency' })).refused,
    ).not.toContain(null)
  })

  it('are asked of each side by its own steps', () => {
    expect(bulkStepsOf('sender')).toEqual(['remind', 'withdraw'])
    expect(bulkStepsOf('agency')).toEqual(['accept', 'decline', 'note-progress'])
    expect(bulkStepsOf('client')).toEqual([])
    expect(bulkStepsOf(undefined)).toEqual([])
  })
})
