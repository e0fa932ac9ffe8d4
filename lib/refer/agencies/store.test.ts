import { describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import { agencyOfService } from './store.ts'

describe('the agency of a service', () => {
  const held = useDatabase()

  it('keeps its days in the zone that most of its places lie in', async () => {
    const agency = await transact(systemCtx(held.db, 'test'), async (tx) => {
      const at = (timezone: string) => ({ places: [{ timezone, city: 'Somewhere' }], organization: 'Coast' })
      await givenListing(tx, 'North', at('America/Los_Angeles'))
      await givenListing(tx, 'East', at('America/New_York'))
      return agencyOfService(tx, await givenListing(tx, 'South', at('America/Los_Angeles')))
    })
    expect(agency?.calendar.timezone).toBe('America/Los_Angeles')
  })

  it('serves victims when any of its programs does', async () => {
    const agency = await transact(systemCtx(held.db, 'test'), async (tx) => {
      const organization = 'Harbor'
      await givenListing(tx, 'Beds', { organization, needs: ['safety.domestic-violence'] })
      return agencyOfService(tx, await givenListing(tx, 'Pantry', { organization, needs: ['food.pantry'] }))
    })
    expect(agency?.victimServices).toBe(true)
  })
})
