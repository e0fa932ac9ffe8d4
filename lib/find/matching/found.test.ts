import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { useDatabase } from '#testing/database.ts'
import { type GivenListing, givenListing } from '#testing/given-listing.ts'
import { findMatches } from './queries.ts'
import { type MatchRequestInput, parseMatchRequest } from './request.ts'

const now = new Date('2026-11-24T18:00:00Z')
const server = inject('meilisearch')

/** More listings match than are ranked for a first page. Those that nobody has dated come last, and fit best. */
const FIRST = 205
const LAST = 10

describe('more candidates than are ranked at first', () => {
  const held = useDatabase()
  let engine: SearchEngine | null = null

  beforeAll(async () => {
    const ctx = systemCtx(held.db, 'test', now)
    const given = (
      tx: Parameters<typeof givenListing>[0],
      name: string,
      count: number,
      listing: GivenListing,
    ) => Promise.all(Array.from({ length: count }, (_, i) => givenListing(tx, `${name} ${i}`, listing)))
    await transact(ctx, async (tx) => {
      const ids = [
        ...(await given(tx, 'Women', FIRST, {
          assured_date: '2026-11-01',
          needs: ['housing.shelter', 'goods.clothing', 'goods.baby', 'goods.hygiene', 'food.meals'],
          eligibility_description: 'Women only.',
        })),
        ...(await given(tx, 'All', LAST, {
          needs: ['housing.shelter'],
          eligibility_description: 'Anyone.',
        })),
      ]
      await deriveListings(tx, ids, now)
    })
    if (!server) return
    engine = connectSearch([server.url], server.key, `services-${randomUUID()}`)
    await rebuildIndex(ctx, engine)
  }, 180_000)

  const match = (request: MatchRequestInput) =>
    findMatches(visitorCtx(held.db, now), parseMatchRequest(request), 'en', { engine })

  it('looks at further ones where too few of the first may help', async () => {
    const { results, counts, relaxation } = await match({
      needs: ['housing.shelter'],
      person: { gender: 'man' },
    })
    expect(results).toHaveLength(LAST)
    expect(counts).toMatchObject({ fits: LAST, doesNotFit: FIRST })
    expect(relaxation).toBeNull()
  })

  it('shows every service once, on one of the pages', async () => {
    const seen: string[] = []
    for (let offset = 0; offset < FIRST + LAST; offset += 50) {
      const { results } = await match({ needs: ['housing.shelter'], limit: 50, offset })
      seen.push(...results.map(({ service }) => service.id))
    }
    expect(seen).toHaveLength(FIRST + LAST)
    expect(new Set(seen).size).toBe(FIRST + LAST)
  })
})
