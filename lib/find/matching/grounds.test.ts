import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { useDatabase } from '#testing/database.ts'
import { type GivenListing, givenListing } from '#testing/given-listing.ts'
import { groundsOf, isElsewhere } from './grounds.ts'
import { findMatches } from './queries.ts'
import { parseMatchRequest } from './request.ts'

const now = new Date('2026-11-24T18:00:00Z')
const WASHINGTON = { lat: 38.9, lng: -77.03 }
const SEATTLE = { lat: 47.6, lng: -122.3 }
const open = { eligibility_description: 'Anyone.', needs: ['food.benefits'], assured_date: '2026-11-01' }

describe('where the feeds have their places', () => {
  const held = useDatabase()

  beforeAll(async () => {
    await transact(systemCtx(held.db, 'test', now), async (tx) => {
      const give = (name: string, source: string, given: GivenListing = {}) =>
        givenListing(tx, name, { ...open, source, organization: source, ...given })
      const office = (at: typeof WASHINGTON) => ({ needs: ['goods.clothing'], places: [at] })
      const ids: string[] = []
      for (let i = 0; i < 150; i++) ids.push(await give(`Office ${i}`, 'capital', office(WASHINGTON)))
      ids.push(await give('Stray office', 'capital', office(SEATTLE)))
      ids.push(await give('Benefits by mail', 'capital'))
      ids.push(await give('Few', 'small', office(WASHINGTON)))
      ids.push(await give('Benefits somewhere', 'small'))
      await deriveListings(tx, ids, now)
    })
  })

  it('are known of feeds with many places, whatever strays from them', async () => {
    const grounds = await groundsOf(held.db)
    expect([...grounds.keys()]).toEqual(['capital'])
    expect(isElsewhere(SEATTLE, grounds.get('capital'))).toBe(true)
    expect(isElsewhere({ lat: 39.3, lng: -76.6 }, grounds.get('capital'))).toBe(false)
    expect(isElsewhere(SEATTLE, grounds.get('small'))).toBe(false)
  })

  const ask = (text: string) =>
    findMatches(
      visitorCtx(held.db, now),
      parseMatchRequest({ needs: ['food.benefits'], near: { text }, limit: 100 }),
      'en',
      { engine: null },
    )
  const aboutArea = ({ reasons }: Awaited<ReturnType<typeof ask>>['results'][number]) =>
    reasons.find(({ about }) => about === 'area')

  it('tell a listing that names neither place nor area from one that may be near', async () => {
    const { results } = await ask('Seattle, WA')
    const names = results.map(({ service }) => service.name)
    expect(names.indexOf('Benefits somewhere')).toBeGreaterThanOrEqual(0)
    expect(names.indexOf('Benefits somewhere')).toBeLessThan(names.indexOf('Benefits by mail'))
    const far = results.find(({ service }) => service.name === 'Benefits by mail')
    expect(far?.fit).toBe('askFirst')
    expect(far && aboutArea(far)).toMatchObject({
      verdict: 'unknown',
      text: expect.stringMatching(/another part/),
    })
  })

  it('say nothing against it where the feed is at home', async () => {
    const { results } = await ask('Washington, DC')
    const near = results.find(({ service }) => service.name === 'Benefits by mail')
    expect(near?.fit).toBe('fits')
    expect(near && aboutArea(near)).toBeUndefined()
  })
})
