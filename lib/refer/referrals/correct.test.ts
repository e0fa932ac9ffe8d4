import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { correctReferral } from './commands/correct.ts'
import { readReferral } from './queries/referral.ts'

describe('a mistake that an administrator marks', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { referral, sent } = referralsOf(test, () => world, clientRecordSchema.parse({ givenName: 'Rosa' }))
  const text = 'Sent for another person of the same name'

  it('closes the referral to its agency, and its coordinator reads why', async () => {
    const id = await sent()
    await correctReferral(as(test.db, world.administrator), { referralId: id, text })
    expect(await referral(id)).toMatchObject({ status: 'entered-in-error' })
    const view = await readReferral(as(test.db, world.ana), id)
    expect(view.timeline.at(-1)).toMatchObject({ party: 'administrator', words: { text } })
    const audited = await test.owner
      .selectFrom('audit_event')
      .select('account_id')
      .where('entity_id', '=', id)
      .where('action', '=', 'referral:mark-error')
      .execute()
    expect(audited).toEqual([{ account_id: world.administrator.accountId }])
    await expect(readReferral(as(test.db, world.administrator), id)).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('is marked by nobody else that way, and by no other organization’s administrator', async () => {
    const id = await sent()
    const elsewhere: Actor = { ...world.administrator, organizationId: world.otherCare }
    for (const actor of [elsewhere, world.ben, world.cleo, world.agencyStaff, world.steward])
      await expect(correctReferral(as(test.db, actor), { referralId: id, text })).rejects.toMatchObject({
        code: 'not-found',
      })
    expect(await referral(id)).toMatchObject({ status: 'sent' })
  })
})
