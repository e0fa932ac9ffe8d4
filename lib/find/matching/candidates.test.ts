import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { drainPending } from '#find/search/commands/drain.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import { findMatches } from './queries.ts'
import { parseMatchRequest } from './request.ts'

const now = new Date('2026-11-24T18:00:00Z')
const PLACE = { lat: 29.41, lng: -98.5, city: 'San Antonio', state: 'TX', postalCode: '78204' }
const server = inject('meilisearch')

/** What this process has read before must never outlive what PostgreSQL holds, wherever the index has got to. */
describe.skipIf(!server)('candidates after a change', () => {
  const held = useDatabase()
  let engine: SearchEngine
  let serviceId: string
  const ctx = () => systemCtx(held.db, 'test', now)
  const found = async () => {
    const request = parseMatchRequest({ needs: ['goods.baby'], near: { postalCode: '78204' } })
    const { results } = await findMatches(visitorCtx(held.db, now), request, 'en', { engine })
    return results
  }
  const change = (values: { name?: string; status?: string }) =>
    transact(ctx(), async (tx) => {
      await tx.updateTable('service').set(values).where('id', '=', serviceId).execute()
      await deriveListings(tx, [serviceId], now)
    })

  beforeAll(async () => {
    engine = connectSearch([server?.url ?? ''], server?.key, `services-${randomUUID()}`)
    serviceId = await transact(ctx(), async (tx) => {
      const id = await givenListing(tx, 'Diaper Bank', { needs: ['goods.baby'], places: [PLACE] })
      await deriveListings(tx, [id], now)
      return id
    })
    await rebuildIndex(ctx(), engine)
    await drainPending(ctx(), engine)
  })

  it('shows a change before the index has it, and after', async () => {
    expect((await found()).map(({ service }) => service.name)).toEqual(['Diaper Bank'])
    await change({ name: 'Diaper Shelf' })
    expect((await found()).map(({ service }) => service.name)).toEqual(['Diaper Shelf'])
    await drainPending(ctx(), engine)
    expect((await found()).map(({ service }) => service.name)).toEqual(['Diaper Shelf'])
  })

  it('tells no place from the moment that it is hidden', async () => {
    expect(await found()).toMatchObject([{ location: { lat: PLACE.lat } }])
    await transact(ctx(), async (tx) => {
      await tx.updateTable('location').set({ confidential: true, latitude: null, longitude: null }).execute()
      await deriveListings(tx, [serviceId], now)
    })
    const [result] = await found()
    expect(result?.location).not.toHaveProperty('lat')
    expect(result).not.toHaveProperty('distanceMeters')
  })

  it('drops what is withdrawn at once', async () => {
    await drainPending(ctx(), engine)
    expect(await found()).toHaveLength(1)
    await change({ status: 'inactive' })
    expect(await found()).toEqual([])
  })
})
