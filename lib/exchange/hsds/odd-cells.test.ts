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

  it('columns that only Handrail fills are kept beside the record', async () => {
    await bring('own', {
      'organizations.csv': ORGANIZATIONS,
      'services.csv': 'id,organization_id,name\ns1,o1,Food pantry\n',
      'locations.csv':
        'id,organization_id,name,county,coordinates_origin\nl1,o1,Cedar Street,Bexar,surveyed\n',
      'services_at_location.csv': 'id,service_id,location_id\na1,s1,l1\n',
      'service_areas.csv': 'id,service_id,name,codes\nv1,s1,Bexar County,us\nv2,s1,Somewhere,TX-7\n',
      'accessibility.csv': 'id,location_id,description,kinds\nc1,l1,,ramp\n',
      'phones.csv': 'id,service_id,number,e164\np1,s1,ask inside,yes\n',
    })
    const areas = await database.owner
      .selectFrom('service_area')
      .select(['original_id', 'codes', 'extra'])
      .where('source_key', '=', 'own')
      .orderBy('original_id')
      .execute()
    expect(areas).toEqual([
      { original_id: 'v1', codes: ['county:48029'], extra: { codes: 'us' } },
      { original_id: 'v2', codes: null, extra: { codes: 'TX-7' } },
    ])
    const place = await database.owner
      .selectFrom('location')
      .select(['county', 'coordinates_origin', 'extra'])
      .where('source_key', '=', 'own')
      .executeTakeFirstOrThrow()
    expect(place).toEqual({
      county: null,
      coordinates_origin: null,
      extra: { county: 'Bexar', coordinates_origin: 'surveyed' },
    })
    const access = await database.owner
      .selectFrom('accessibility')
      .select(['kinds', 'extra'])
      .where('source_key', '=', 'own')
      .executeTakeFirstOrThrow()
    expect(access).toEqual({ kinds: [], extra: { kinds: 'ramp' } })
    const phone = await database.owner
      .selectFrom('phone')
      .select(['e164', 'extra'])
      .where('source_key', '=', 'own')
      .executeTakeFirstOrThrow()
    expect(phone).toEqual({ e164: null, extra: { e164: 'yes' } })
  })

  it('lists of anything in JSON stop no feed', async () => {
    const document = {
      id: 's1',
      name: 'Food pantry',
      status: 'active',
      organization: {
        id: 'o1',
        name: 'Cedar Street Helpers',
        url: 'https://old.example',
        website: 'https://new.example',
      },
      service_areas: [{ id: 'v1', codes: [1, 2] }],
      languages: [{ id: 'g1', language: 'Spanish', name: 'Español' }],
    }
    await bring('lists', { 'feed.json': JSON.stringify(document) })
    const area = await database.owner
      .selectFrom('service_area')
      .select(['codes', 'extra'])
      .where('source_key', '=', 'lists')
      .executeTakeFirstOrThrow()
    expect(area).toEqual({ codes: null, extra: { codes: [1, 2] } })
    const agency = await database.owner
      .selectFrom('organization')
      .select(['website', 'extra'])
      .where('source_key', '=', 'lists')
      .executeTakeFirstOrThrow()
    expect(agency).toEqual({ website: 'https://new.example', extra: { url: 'https://old.example' } })
    const language = await database.owner
      .selectFrom('language')
      .select(['name', 'extra'])
      .where('source_key', '=', 'lists')
      .executeTakeFirstOrThrow()
    expect(language).toEqual({ name: 'Español', extra: { language: 'Spanish' } })
  })

  it('two old names of one column lose nothing, and capitals in a header are no other name', async () => {
    const { codes, rejected } = await bring('names', {
      'organizations.csv':
        'ID,Organization Name,URL,website\no1,Cedar Street Helpers,old.example,new.example\n',
      'services.csv':
        'ID,Organization ID,Name,fees,service_fees,Application Process\ns1,o1,Food pantry,Free,Nothing,Walk in\n',
      'locations.csv': 'ID,Name,Latitude,Longitude,id_old\nl1,Cedar Street,29.4241,-98.4936,x\n',
      'services_at_location.csv': 'ID,id,Service_ID,Location ID\n7,a1,s1,l1\n',
    })
    expect({ codes, rejected }).toEqual({ codes: {}, rejected: [] })
    const agency = await database.owner
      .selectFrom('organization')
      .select(['original_id', 'name', 'website', 'extra'])
      .where('source_key', '=', 'names')
      .executeTakeFirstOrThrow()
    expect(agency).toEqual({
      original_id: 'o1',
      name: 'Cedar Street Helpers',
      website: 'https://new.example',
      extra: { URL: 'old.example' },
    })
    const service = await database.owner
      .selectFrom('service')
      .select(['original_id', 'fees_description', 'application_process', 'extra'])
      .where('source_key', '=', 'names')
      .executeTakeFirstOrThrow()
    expect(service).toEqual({
      original_id: 's1',
      fees_description: 'Free',
      application_process: 'Walk in',
      extra: { service_fees: 'Nothing' },
    })
    const place = await database.owner
      .selectFrom('service_at_location')
      .innerJoin('location', 'location.id', 'service_at_location.location_id')
      .select(['service_at_location.original_id as link', 'service_at_location.extra as beside'])
      .select(['location.original_id', 'latitude', 'coordinates_origin', 'location.extra'])
      .where('location.source_key', '=', 'names')
      .executeTakeFirstOrThrow()
    expect(place).toEqual({
      link: 'a1',
      beside: { ID: '7' },
      original_id: 'l1',
      latitude: 29.4241,
      coordinates_origin: 'feed',
      extra: { id_old: 'x' },
    })
  })

  it('an upper age that is none rules nobody out', async () => {
    const { rejected } = await bring('ages', {
      'organizations.csv': ORGANIZATIONS,
      'services.csv':
        'id,organization_id,name,minimum_age,maximum_age\ns1,o1,Youth club,,13-17\ns2,o1,Lunch,,65+\ns3,o1,School,18,adults\ns4,o1,Both,5,13-17\n',
      'locations.csv': 'id,name\nl1,Cedar Street\n',
      'addresses.csv': 'id,location_id,address_1\nd1,l1,12 Cedar St\n',
    })
    expect(rejected.map(({ row, field, reason }) => [row, field, reason])).toEqual([
      [2, 'maximum_age', 'age-of-the-other-end'],
      [3, 'maximum_age', 'age-not-understood'],
    ])
    const services = await database.owner
      .selectFrom('service')
      .select(['original_id', 'minimum_age', 'maximum_age', 'extra'])
      .where('source_key', '=', 'ages')
      .orderBy('original_id')
      .execute()
    expect(services.map(({ minimum_age, maximum_age, extra }) => [minimum_age, maximum_age, extra])).toEqual([
      ['13', '17', { original: { maximum_age: '13-17' } }],
      [null, null, { original: { maximum_age: '65+' } }],
      ['18', null, { original: { maximum_age: 'adults' } }],
      ['5', '17', { original: { maximum_age: '13-17' } }],
    ])
  })
})
