import { beforeAll, describe, expect, it } from 'vitest'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { draftFor } from './queries/draft.ts'

describe('what a referral begins with', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  async function wanted(urgency: 'urgent' | 'routine') {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Rosa', languages: ['es'] }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency })
    return { clientId, clientNeedId, serviceId: world.agency.serviceId }
  }

  it('is as urgent as the need', async () => {
    for (const urgency of ['urgent', 'routine'] as const)
      expect(await draftFor(as(test.db, world.ana), await wanted(urgency))).toMatchObject({ urgency })
  })

  it("asks for consent in the client's language, not the coordinator's", async () => {
    expect(await draftFor(as(test.db, world.ana), await wanted('routine'))).toMatchObject({
      clientLocale: 'es',
    })
  })

  it('shows a coordinator who does not carry the client nothing', async () => {
    await expect(draftFor(as(test.db, world.ben), await wanted('urgent'))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
