import { describe, expect, it } from 'vitest'
import { systemCtx, visitorCtx } from '#base/db/context.ts'
import { findMatches } from '#find/matching/queries.ts'
import { parseMatchRequest } from '#find/matching/request.ts'
import { useDatabase } from '#testing/database.ts'
import { testFolder } from '#testing/folder.ts'
import { writeFeed } from './fixtures/write-feed.ts'
import { importFeed } from './import-feed.ts'

const ORGANIZATIONS = 'id,name\no1,Cedar Street Helpers\n'

/** One cell that is not what its column is for costs itself, never the feed and never a search. */
describe('cells that do not hold what their column is for', () => {
  const database = useDatabase()
  const folder = testFolder()
  const bring = async (key: string, files: Record<string, string | Buffer>) => {
    const request = { where: writeFeed(folder, files), source: { key }, allowPrivate: false } as const
    const { report, outcome } = await importFeed(systemCtx(database.db, 'test'), request)
    expect(outcome).toBe('imported')
    const { report: again } = await importFeed(systemCtx(database.db, 'test'), request)
    expect(again).toMatchObject({
      created: { organizations: 0, services: 0, locations: 0 },
      updated: { organizations: 0, services: 0, locations: 0 },
    })
    return { ...report, codes: Object.fromEntries(report.notes.map(({ code, count }) => [code, count])) }
  }

  it('a zone that no clock goes by gives way to the ZIP code, and every search goes on', async () => {
    const { rejected } = await bring('zones', {
      'organizations.csv': ORGANIZATIONS,
      'services.csv':
        'id,organization_id,name,description\ns1,o1,Food pantry,Groceries\ns2,o1,Food line,Groceries by phone\ns3,o1,Food van,Groceries\n',
      'locations.csv':
        'id,organization_id,name,timezone\nl1,o1,Cedar Street,Texas time\nl2,o1,Cedar Yard,Central Time\n',
      'service_at_location.csv': 'id,service_id,location_id\na1,s1,l1\na2,s3,l2\n',
      'addresses.csv':
        'id,location_id,address_1,city,state_province,postal_code,country,address_type\nd1,l1,12 Cedar St,San Antonio,TX,78204,US,physical\n',
      'schedules.csv':
        'id,service_id,location_id,byday,freq,opens_at,closes_at,timezone_name\nh1,,l1,"MO,TU,WE,TH,FR",WEEKLY,09:00,17:00,\nh2,s2,,"MO,TU,WE,TH,FR",WEEKLY,09:00,17:00,-06:00\nh3,,l2,"MO,TU,WE,TH,FR",WEEKLY,09:00,17:00,\n',
      'service_areas.csv': 'id,service_id,name\nv1,s2,Bexar County\n',
    })
    expect(rejected.map(({ file, row, field, reason }) => [file, row, field, reason])).toEqual([
      ['locations.csv', 1, 'timezone', 'this is no time zone'],
      ['schedules.csv', 2, 'timezone_name', 'this is no time zone'],
    ])
    const places = await database.owner
      .selectFrom('location')
      .select(['original_id', 'timezone', 'extra'])
      .where('source_key', '=', 'zones')
      .orderBy('original_id')
      .execute()
    expect(places).toEqual([
      { original_id: 'l1', timezone: 'America/Chicago', extra: { original: { timezone: 'Texas time' } } },
      { original_id: 'l2', timezone: 'America/Chicago', extra: { original: { timezone: 'Central Time' } } },
    ])
    const noon = new Date('2026-12-01T18:00:00Z')
    const request = parseMatchRequest({ needs: ['food.pantry'], near: { postalCode: '78204' } })
    const { results } = await findMatches(visitorCtx(database.db, noon), request, 'en', { engine: null })
    expect(Object.fromEntries(results.map(({ service, opening }) => [service.name, opening.state]))).toEqual({
      'Food pantry': 'open',
      'Food line': 'unknown',
      'Food van': 'open',
    })
  })
})
