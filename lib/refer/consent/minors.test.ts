import { describe, expect, it } from 'vitest'
import { transact } from '#base/db/context.ts'
import { openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON } from '#testing/given.ts'
import { saveConsent } from './commands.ts'
import { giverObjection } from './minors.ts'

describe('who may give a consent', () => {
  const of = (giver: string, age: number | undefined) =>
    giverObjection(giver, { age, state: 'TX', needId: 'food.pantry' })

  it('is a guardian for a minor, and where the age is not known', () => {
    expect([of('guardian', 17), of('guardian', undefined)]).toEqual([null, null])
  })

  it('is no guardian for an adult, who has a legal representative if anybody', () => {
    expect([of('guardian', 18), of('guardian', 90)]).toEqual(['client-is-adult', 'client-is-adult'])
    expect([of('representative', 18), of('client', 18)]).toEqual([null, null])
  })

  it('is an adult for themselves only', () => {
    expect([of('client', 17), of('client', undefined)]).toEqual(['client-is-minor', null])
  })
})

describe('a consent by the guardian of an adult', () => {
  const test = useDatabase()

  it('is not saved, and the field says who may give it', async () => {
    const world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    const facts = { age: { value: 18, from: 'client', at: NOON.toISOString() } }
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa', facts }))
    const saving = transact(ana, (tx) =>
      saveConsent(tx, ana, {
        clientId,
        mode: 'authorization',
        agencyId: world.agency.id,
        fields: ['name'],
        giver: 'guardian',
        method: 'screen',
        locale: 'en',
        expiresOn: '2027-05-30',
        record: { signature: 'Luz', giverName: 'Luz' },
      }),
    )
    await expect(saving).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'giver', message: expect.stringContaining('legal representative') }],
    })
    expect(await test.owner.selectFrom('consent').select('id').execute()).toEqual([])
  })
})
