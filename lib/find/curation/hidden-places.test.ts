import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { givenListing } from '#testing/given-listing.ts'
import { hiddenPlaces, readHiddenPlace } from './hidden-places.ts'
import { hideService } from './hide-service.ts'
import { releasePlace } from './release-place.ts'

const STREET = '7204 Quillfern Road'

describe('hidden places', () => {
  const test = useDatabase()
  let world: World
  let serviceId: string
  beforeAll(async () => {
    world = await givenWorld(test.db)
    serviceId = await transact(systemCtx(test.db, 'test', NOON), async (tx) => {
      const id = await givenListing(tx, 'Quillfern Counseling', {
        places: [{ address: STREET, city: 'San Antonio', state: 'TX', lat: 29.42, lng: -98.5 }],
      })
      await deriveListings(tx, [id], NOON)
      return id
    })
  })
  const steward = () => as(test.db, world.steward)
  const open = () => test.db.selectFrom('address').select('id').where('address_1', '=', STREET).execute()

  it('are hidden by a steward, read with a line in the trail, and released', async () => {
    expect(await open()).toHaveLength(1)
    expect(await hideService(steward(), serviceId)).toBe(1)
    expect(await open()).toEqual([])
    const card = await test.owner
      .selectFrom('service_card')
      .select(['latitude', 'display'])
      .where('service_id', '=', serviceId)
      .executeTakeFirstOrThrow()
    expect(card.latitude).toBeNull()
    expect(JSON.stringify(card.display)).not.toContain('Quillfern Road')

    const place = (await hiddenPlaces(steward())).places.find(({ services }) =>
      services.some(({ id }) => id === serviceId),
    )
    expect(place).toMatchObject({ state: 'confidential', reason: { from: 'steward' } })
    expect(JSON.stringify(place)).not.toContain(STREET)
    const id = place?.id ?? ''
    expect((await readHiddenPlace(steward(), id)).lines.join()).toContain(STREET)
    await expect(hideService(steward(), serviceId)).rejects.toMatchObject({ code: 'invalid' })
    await releasePlace(steward(), id)
    expect(await open()).toHaveLength(1)
    const trail = await test.owner
      .selectFrom('audit_event')
      .select('action')
      .where('entity_id', '=', id)
      .orderBy('id')
      .execute()
    expect(trail.map(({ action }) => action)).toEqual([
      'place:hide',
      'confidential-address:read',
      'place:release',
    ])
  })

  it('are nobody else’s to see, hide or release', async () => {
    await hideService(steward(), serviceId)
    const { id } = await test.owner
      .selectFrom('confidential_address')
      .select('location_id as id')
      .where('address_1', '=', STREET)
      .executeTakeFirstOrThrow()
    for (const actor of [world.ana, world.sam, world.agencyStaff, world.otherStaff]) {
      const ctx = as(test.db, actor)
      for (const attempt of [
        () => hiddenPlaces(ctx),
        () => readHiddenPlace(ctx, id),
        () => hideService(ctx, serviceId),
        () => releasePlace(ctx, id),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'not-found' })
    }
    expect(await open()).toEqual([])
    await expect(readHiddenPlace(steward(), serviceId)).rejects.toMatchObject({ code: 'not-found' })
  })
})
