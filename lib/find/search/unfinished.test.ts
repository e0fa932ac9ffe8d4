import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import { connectSearch, type SearchEngine } from './client.ts'
import { keepIndex, updateIndex } from './commands/keep.ts'
import { hasIndex, rebuildIndex } from './commands/rebuild.ts'
import * as store from './store.ts'

const server = inject('meilisearch')
/** The engine deletes an index in its own time. */
const SETTLES = { timeout: 15_000 }

describe.skipIf(!server)('what a killed rebuild leaves behind', () => {
  const held = useDatabase()
  let engine: SearchEngine
  const ctx = () => systemCtx(held.db, 'test', new Date())
  const given = (name: string) =>
    transact(ctx(), async (tx) => {
      const id = await givenListing(tx, name, { needs: ['food.meals'] })
      await deriveListings(tx, [id], new Date())
    })

  /** As after SIGKILL while the new index was being filled: its notes stand, and no lock does. */
  const killedInTheMiddle = async () => {
    const [shard] = engine.shards
    await shard?.api.createIndex(engine.nextIndex, { primaryKey: 'id' }).waitTask()
    await transact(ctx(), (tx) => store.beginRebuild(tx, [shard?.key ?? ''], engine.nextIndex, new Date()))
  }
  const left = async () => ({
    notes: (await store.rebuildingShards(held.db)).size,
    index: engine.shards[0] ? await hasIndex(engine.shards[0].api, engine.nextIndex) : null,
  })
  const nothing = { notes: 0, index: false }

  beforeAll(async () => {
    engine = connectSearch([server?.url ?? ''], server?.key, `services-${randomUUID()}`)
    await given('Soup kitchen')
    await rebuildIndex(ctx(), engine)
  })

  it('is put away when the indexer starts, and changes are sent once again', async () => {
    await killedInTheMiddle()
    expect(await left()).toEqual({ notes: 1, index: true })
    await given('Lunch')
    expect(await keepIndex(ctx(), engine)).toBe('caught-up')
    await expect.poll(left, SETTLES).toEqual(nothing)
  })

  it('is put away by an import alone, too', async () => {
    await killedInTheMiddle()
    await given('Dinner')
    await updateIndex(ctx(), engine)
    await expect.poll(left, SETTLES).toEqual(nothing)
  })

  it('is only the old copy when the kill came after the swap', async () => {
    await engine.shards[0]?.api.createIndex(engine.nextIndex, { primaryKey: 'id' }).waitTask()
    await keepIndex(ctx(), engine)
    await expect.poll(left, SETTLES).toEqual(nothing)
  })

  it('is told from a rebuild that runs, which goes on', async () => {
    await killedInTheMiddle()
    await held.db.transaction().execute(async (lock) => {
      expect(await store.tryLockRebuild(lock)).toBe(true)
      await keepIndex(ctx(), engine)
      expect(await left()).toEqual({ notes: 1, index: true })
    })
  })
})
