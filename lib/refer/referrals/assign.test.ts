import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { assignReferrals } from './commands/assign.ts'

const rosa = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Garcia', languages: ['es'] })

describe('giving referrals to somebody of the agency', () => {
  const test = useDatabase()
  let world: World
  const given = referralsOf(test, () => world, rosa)
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const held = () =>
    test.owner.selectFrom('referral').select(['id', 'assigned_to', 'updated_at']).orderBy('id').execute()
  const trail = () =>
    test.owner.selectFrom('audit_event').select('id').where('action', '=', 'referral:assign').execute()

  it('gives all of them or none: one that another agency received leaves the rest where they are', async () => {
    const [own, foreign] = [await given.sent(), await given.sent()]
    await test.owner
      .updateTable('referral')
      .set({ agency_id: world.otherAgency.id })
      .where('id', '=', foreign)
      .execute()
    const before = await held()
    const toAccountId = world.agencyStaff.accountId ?? ''
    for (const other of [foreign, newId()])
      await expect(
        assignReferrals(as(test.db, world.agencyStaff), { referralIds: [own, other], toAccountId }),
      ).rejects.toMatchObject({ code: 'not-found' })
    expect(await held()).toEqual(before)
    expect(await trail()).toEqual([])
  })

  it('is for the agency alone: neither who sent it, nor a steward or an administrator, gives it away', async () => {
    const own = await given.sent()
    const before = await held()
    const toAccountId = world.agencyStaff.accountId ?? ''
    for (const actor of [
      world.ana,
      world.sam,
      world.cleo,
      world.otherStaff,
      world.steward,
      world.administrator,
    ])
      await expect(
        assignReferrals(as(test.db, actor), { referralIds: [own], toAccountId }),
        actor.role,
      ).rejects.toMatchObject({ code: 'not-found' })
    expect(await held()).toEqual(before)
    expect(await trail()).toEqual([])
  })
})
