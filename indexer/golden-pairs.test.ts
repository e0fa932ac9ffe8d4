import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { SearchEngine } from '#find/search/client.ts'
import { useDatabase } from '#testing/database.ts'
import { brokenPair, GOLDEN_PAIRS, importPairs, readPairs } from './golden-pairs.ts'

const server = inject('meilisearch')

describe.each(GOLDEN_PAIRS)('%s', (folder) => {
  const cases = readPairs(folder)
  const held = useDatabase()
  let engine: SearchEngine | null = null

  beforeAll(async () => {
    engine = await importPairs(held.db, folder, server && { urls: [server.url], key: server.key })
  })

  it.skipIf(server === null).each(cases)('$id with the engine: $why', async (one) => {
    expect(await brokenPair(held.db, one, engine)).toEqual([])
  })

  it.each(cases)('$id without it: $why', async (one) => {
    expect(await brokenPair(held.db, one, null)).toEqual([])
  })
})
