import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import { hasMeilisearch, useMeilisearch } from '#testing/search-engine.ts'
import { connectSearch, findCandidates, type SearchEngine, SearchUnavailable } from './client.ts'
import { drainPending } from './commands/drain.ts'
import { rebuildIndex } from './commands/rebuild.ts'
import { compareIndex, repairIndex } from './commands/reconcile.ts'
import type { Skeleton } from './request.ts'

const PANTRIES = 60
const HOME = { lat: 29.42, lng: -98.49 }
const EVERYTHING: Skeleton = {
  words: '',
  needs: ['food.pantry'],
  areas: [],
  box: null,
  delivery: [],
  order: 'quality',
  limit: 200,
}

describe.skipIf(!hasMeilisearch)('an index shared between two servers', () => {
  const held = useDatabase()
  const [one, two] = [useMeilisearch(), useMeilisearch()]
  const index = `services-${randomUUID()}`
  const ctx = () => systemCtx(held.db, 'test', new Date('2026-11-24T12:00:00Z'))
  let alone: SearchEngine
  let shared: SearchEngine

  const documentsOn = async (engine: SearchEngine) =>
    Promise.all(
      engine.shards.map(async ({ api }) => (await api.index(engine.index).getStats()).numberOfDocuments),
    )

  const find = async (skeleton: Partial<Skeleton>) =>
    (await findCandidates(shared, { ...EVERYTHING, ...skeleton })).map(({ id }) => id)

  beforeAll(async () => {
    alone = connectSearch([one.url], one.key, index)
    shared = connectSearch([one.url, two.url], one.key, index)
    await transact(ctx(), async (tx) => {
      const ids: string[] = []
      for (let i = 0; i < PANTRIES; i++)
        ids.push(
          await givenListing(tx, `Pantry ${i}`, {
            needs: ['food.pantry'],
            description: i % 7 === 0 ? 'Hot meals too.' : '',
            places: [{ lat: HOME.lat + i / 100, lng: HOME.lng, city: 'San Antonio', state: 'TX' }],
          }),
        )
      await deriveListings(tx, ids, ctx().now)
    })
    await rebuildIndex(ctx(), alone)
    await drainPending(ctx(), alone)
  })

  it('moves what belongs elsewhere when a server is added, and ends with each document once', async () => {
    await rebuildIndex(ctx(), shared)
    const [here = 0, there = 0] = await documentsOn(shared)
    expect(here + there).toBe(PANTRIES)
    expect(Math.min(here, there)).toBeGreaterThan(PANTRIES / 4)
    expect(await compareIndex(ctx(), shared)).toMatchObject({ behind: [], extra: [] })
  })

  it('answers as one index does: by distance and by quality, the best of both servers first', async () => {
    const cards = await held.db.selectFrom('service_card').select(['id', 'quality', 'latitude']).execute()
    const nearest = cards.toSorted((a, b) => (a.latitude ?? 0) - (b.latitude ?? 0)).map(({ id }) => id)
    const qualities = cards.map(({ quality }) => quality).sort((a, b) => b - a)
    const qualityOf = new Map(cards.map(({ id, quality }) => [id, quality]))
    for (const limit of [10, 200]) {
      expect(await find({ order: HOME, limit })).toEqual(nearest.slice(0, limit))
      // Listings of one quality have no order among themselves.
      const best = await find({ limit })
      expect(best.map((id) => qualityOf.get(id))).toEqual(qualities.slice(0, limit))
      expect(new Set(best).size).toBe(Math.min(limit, PANTRIES))
    }
  })

  it('sends a change to the server that holds it, and takes it away there', async () => {
    const service = await held.db.selectFrom('service').select('id').orderBy('id').executeTakeFirstOrThrow()
    await transact(ctx(), async (tx) => {
      await tx.updateTable('service').set({ status: 'defunct' }).where('id', '=', service.id).execute()
      await deriveListings(tx, [service.id], ctx().now)
    })
    expect(await drainPending(ctx(), shared)).toBe(1)
    expect(await find({})).toHaveLength(PANTRIES - 1)
    expect(await compareIndex(ctx(), shared)).toMatchObject({ behind: [], extra: [] })
  })

  it('is put right document by document when a server was taken away', async () => {
    const differences = await compareIndex(ctx(), alone)
    expect(differences.behind.length).toBeGreaterThan(0)
    await repairIndex(ctx(), alone, differences)
    await drainPending(ctx(), alone)
    expect(await documentsOn(alone)).toEqual([PANTRIES - 1])
    expect(await compareIndex(ctx(), alone)).toMatchObject({ behind: [], extra: [] })
  })

  it('never passes half an answer for the whole', async () => {
    const halfDown = connectSearch([one.url, 'http://127.0.0.1:9'], one.key, index)
    await expect(findCandidates(halfDown, EVERYTHING)).rejects.toThrow(SearchUnavailable)
  })
})
