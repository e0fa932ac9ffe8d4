import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { useDatabase } from '#testing/database.ts'
import { type GivenListing, givenListing } from '#testing/given-listing.ts'
import { connectSearch, findCandidates, type SearchEngine, SearchUnavailable } from './client.ts'
import { drainPending } from './commands/drain.ts'
import { keepIndex, updateIndex } from './commands/keep.ts'
import { rebuildIndex } from './commands/rebuild.ts'
import { compareIndex, repairIndex } from './commands/reconcile.ts'
import { indexLagSeconds, searchStatus } from './queries.ts'
import type { Skeleton } from './request.ts'

const server = inject('meilisearch')
const SAN_ANTONIO = { lat: 29.42, lng: -98.49 }

describe.skipIf(!server)('the search index', () => {
  const held = useDatabase()
  let engine: SearchEngine
  const ctx = () => systemCtx(held.db, 'test', new Date())

  const given = (name: string, listing: GivenListing) =>
    transact(ctx(), async (tx) => {
      const id = await givenListing(tx, name, listing)
      await deriveListings(tx, [id], new Date())
      return id
    })
  const find = async (skeleton: Partial<Skeleton>) => {
    const found = await findCandidates(engine, {
      words: '',
      needs: [],
      areas: [],
      box: null,
      delivery: [],
      order: 'quality',
      limit: 200,
      ...skeleton,
    })
    return found.map(({ id }) => id)
  }
  const cardIds = async (...serviceIds: string[]) => {
    const rows = await held.db
      .selectFrom('service_card')
      .select(['id', 'service_id'])
      .where('service_id', 'in', serviceIds)
      .execute()
    return rows.map(({ id }) => id).sort()
  }

  beforeAll(() => {
    engine = connectSearch([server?.url ?? ''], server?.key, `services-${randomUUID()}`)
  })
  beforeEach(async () => {
    await transact(ctx(), async (tx) => {
      for (const table of [
        'service_card',
        'search_pending',
        'service',
        'location',
        'organization',
      ] as const) {
        await tx.deleteFrom(table).execute()
      }
    })
    await rebuildIndex(ctx(), engine)
  })

  it('finds what was pending once it is drained, and then knows of no lag', async () => {
    const near = await given('Near Pantry', { needs: ['food.pantry'], places: [SAN_ANTONIO] })
    const far = await given('Far Pantry', { needs: ['food.pantry'], places: [{ lat: 45.5, lng: -122.6 }] })
    const phone = await given('Pantry Line', {
      needs: ['food.pantry'],
      delivery: ['phone'],
      areas: [{ name: 'Bexar County', codes: ['county:48029'] }],
    })
    const elsewhere = await given('Pantry Line of Oregon', {
      needs: ['food.pantry'],
      delivery: ['phone'],
      areas: [{ name: 'Oregon', codes: ['state:OR'] }],
    })
    expect(await find({ needs: ['food.pantry'] })).toEqual([])
    expect(await indexLagSeconds({ ...ctx(), now: new Date(Date.now() + 5000) })).toBeGreaterThanOrEqual(4)
    expect(await drainPending(ctx(), engine)).toBe(4)
    expect(await indexLagSeconds(ctx())).toBe(0)
    expect((await find({ needs: ['food.pantry'] })).sort()).toEqual(
      await cardIds(near, far, phone, elsewhere),
    )
    const box = { ...SAN_ANTONIO, meters: 30_000 }
    const areas = ['county:48029', 'state:TX', 'us']
    expect((await find({ needs: ['food.pantry'], box, areas })).sort()).toEqual(await cardIds(near, phone))
    expect(await find({ needs: ['food.pantry'], delivery: ['in-person'], box, areas })).toEqual(
      await cardIds(near),
    )
    expect((await find({ order: SAN_ANTONIO })).slice(0, 2)).toEqual([
      ...(await cardIds(near)),
      ...(await cardIds(far)),
    ])
  })

  it('finds misspelt words and orders by quality where words do not decide', async () => {
    const old = await given('Bike Kitchen', { needs: ['transport.car'], assured_date: '2019-01-01' })
    const fresh = await given('Bike Kitchen West', { needs: ['transport.car'], assured_date: '2026-11-01' })
    await drainPending(ctx(), engine)
    expect((await find({ words: 'bike kichen' })).sort()).toEqual(await cardIds(old, fresh))
    expect(await find({ needs: ['transport.car'] })).toEqual([
      ...(await cardIds(fresh)),
      ...(await cardIds(old)),
    ])
  })

  it('forgets what is withdrawn', async () => {
    const id = await given('Withdrawn', { needs: ['goods.clothing'], places: [SAN_ANTONIO] })
    await drainPending(ctx(), engine)
    expect(await find({ needs: ['goods.clothing'] })).toHaveLength(1)
    await transact(ctx(), async (tx) => {
      await tx.updateTable('service').set({ withdrawn_at: new Date() }).where('id', '=', id).execute()
      await deriveListings(tx, [id], new Date())
    })
    await drainPending(ctx(), engine)
    expect(await find({ needs: ['goods.clothing'] })).toEqual([])
  })

  it('never holds the point, address or city of a hidden place', async () => {
    await given('Hidden Shelter', {
      needs: ['safety.domestic-violence'],
      places: [
        {
          lat: 29.123456,
          lng: -98.654321,
          address: '9 Secret Lane',
          city: 'Hiddenville',
          confidential: true,
        },
      ],
    })
    await drainPending(ctx(), engine)
    const api = engine.shards[0]?.api
    await api
      ?.index(engine.index)
      .updateSettings({ displayedAttributes: ['*'] })
      .waitTask()
    const { results } = (await api?.index(engine.index).getDocuments()) ?? { results: [] }
    expect(results).toHaveLength(1)
    expect(JSON.stringify(results)).not.toMatch(/29\.123456|98\.654321|Secret Lane|Hiddenville|_geo/)
  })

  it('keeps changes that come while it is rebuilt, and never answers with nothing meanwhile', async () => {
    const first = await given('First', { needs: ['food.meals'] })
    await drainPending(ctx(), engine)
    let added = ''
    const counts: number[] = []
    const rebuilding = rebuildIndex(ctx(), engine)
    const editing = (async () => {
      added = await given('Second', { needs: ['food.meals'] })
      await drainPending(ctx(), engine)
    })()
    const watching = (async () => {
      for (let i = 0; i < 20; i++) counts.push((await find({ needs: ['food.meals'] })).length)
    })()
    await Promise.all([rebuilding, editing, watching])
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1)
    expect((await find({ needs: ['food.meals'] })).sort()).toEqual(await cardIds(first, added))
    expect(await compareIndex(ctx(), engine)).toMatchObject({ behind: [], extra: [] })
  })

  it('comes back by itself after the engine has lost its data', async () => {
    const id = await given('Lost', { needs: ['food.meals'] })
    await drainPending(ctx(), engine)
    await engine.shards[0]?.api.deleteIndex(engine.index).waitTask()
    await expect(find({ needs: ['food.meals'] })).rejects.toThrow(SearchUnavailable)
    expect(await searchStatus(engine)).toBe('down')
    for (const shard of engine.shards) shard.downUntil = 0
    expect(await keepIndex(ctx(), engine)).toBe('rebuilt')
    expect(await find({ needs: ['food.meals'] })).toEqual(await cardIds(id))
    expect(await keepIndex(ctx(), engine)).toBe('ok')
  })

  it('is made with its settings by the first change that comes', async () => {
    await engine.shards[0]?.api.deleteIndexIfExists(engine.index)
    const id = await given('First of all', { needs: ['food.meals'] })
    await updateIndex(ctx(), engine)
    expect(await find({ needs: ['food.meals'] })).toEqual(await cardIds(id))
    expect(await keepIndex(ctx(), engine)).toBe('ok')
  })

  it('is whole again when a change comes after it was lost', async () => {
    const before = await given('Before', { needs: ['food.meals'] })
    await updateIndex(ctx(), engine)
    await engine.shards[0]?.api.deleteIndex(engine.index).waitTask()
    const after = await given('After', { needs: ['food.meals'] })
    await updateIndex(ctx(), engine)
    expect((await find({ needs: ['food.meals'] })).sort()).toEqual(await cardIds(before, after))
    expect(await keepIndex(ctx(), engine)).toBe('ok')
  })

  it('is made anew when its settings are not those of this version, or its documents are gone', async () => {
    await given('Kept', { needs: ['food.meals'] })
    await drainPending(ctx(), engine)
    await engine.shards[0]?.api
      .index(engine.index)
      .updateSettings({ filterableAttributes: ['needs'] })
      .waitTask()
    await expect(find({ delivery: ['phone'] })).rejects.toThrow(SearchUnavailable)
    expect(await find({ needs: ['food.meals'] })).toHaveLength(1)
    expect(await keepIndex(ctx(), engine)).toBe('rebuilt')
    await engine.shards[0]?.api.index(engine.index).deleteAllDocuments().waitTask()
    expect(await keepIndex(ctx(), engine)).toBe('rebuilt')
    expect(await find({ needs: ['food.meals'] })).toHaveLength(1)
  })

  it('compares index and database and repairs both ways', async () => {
    const id = await given('Damaged', { needs: ['food.meals'] })
    await drainPending(ctx(), engine)
    const api = engine.shards[0]?.api
    const stray = { id: randomUUID(), version: 'x', needs: ['food.meals'] }
    await api?.index(engine.index).addDocuments([stray]).waitTask()
    await api
      ?.index(engine.index)
      .deleteDocuments(await cardIds(id))
      .waitTask()
    const differences = await compareIndex(ctx(), engine)
    expect(differences.behind).toEqual([id])
    expect(differences.extra.map((extra) => extra.id)).toEqual([stray.id])
    await repairIndex(ctx(), engine, differences)
    await drainPending(ctx(), engine)
    expect(await compareIndex(ctx(), engine)).toMatchObject({ behind: [], extra: [] })
    expect(await find({ needs: ['food.meals'] })).toEqual(await cardIds(id))
  })

  it('leaves changes noted while the engine does not answer', async () => {
    const id = await given('Waiting', { needs: ['food.meals'] })
    const away = connectSearch(['http://127.0.0.1:9'], 'none')
    expect(await keepIndex(ctx(), away)).toBe('down')
    const waiting = await held.db.selectFrom('search_pending').select('service_id').execute()
    expect(waiting).toEqual([{ service_id: id }])
  })
})
