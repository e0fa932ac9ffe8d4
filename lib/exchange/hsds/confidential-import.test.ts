import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { releasePlace } from '#find/curation/release-place.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { useDatabase } from '#testing/database.ts'
import { testFolder } from '#testing/folder.ts'
import { writeFeed } from './fixtures/write-feed.ts'
import { importFeed } from './import-feed.ts'

/** The street stands in every kind of text that a feed has, under each way of saying that it is not public. */
const MARKERS = ['7201 Quillfern', '7202 Quillfern', '7203 Quillfern', '7204 Quillfern', '7205 Quillfern']
const PUBLIC = '88 Open Plaza'

const FEED = {
  'organizations.csv': `id,name,description
o1,Quiet House,"Office hours at 7203 Quillfern Rd. by appointment"
o2,Sober Steps,
`,
  'services.csv': `id,organization_id,name,description,eligibility_description,application_process
s1,o1,Flagged,Advocacy.,,
s2,o1,Said by the place,Advocacy.,,
s3,o1,Said by the service,"Our location is confidential. Never write to 7203 Quillfern Road, Unit 4.",,Ask at 7203 quillfern rd
s4,o2,Sober living,A recovery residence with 12 beds for men. Meet at 7204 Quillfern Road.,,
s5,o1,Said by a term,Advocacy.,,
s6,o1,Walk-in advice,Everybody is welcome.,,
`,
  'locations.csv': `id,organization_id,location_type,name,description,transportation,latitude,longitude,external_identifier,gps_note,address_hidden
l1,o1,physical,7201 Quillfern Road,,Bus 7 to 7201 Quillfern,29.7201,-98.7201,7201 Quillfern,29.7201 -98.7201,yes
l2,o1,physical,House two,Undisclosed location,,29.7202,-98.7202,,,no
l3,o1,physical,House three,,,29.7203,-98.7203,,,no
l4,o2,physical,House four,,,29.7204,-98.7204,,,no
l5,o1,physical,House five,,,29.7205,-98.7205,,,no
l6,o1,physical,Advice,,,29.4241,-98.4936,,,no
`,
  'service_at_location.csv': `id,service_id,location_id,description
a1,s1,l1,At 7201 Quillfern Road
a2,s2,l2,
a3,s3,l3,
a4,s4,l4,7204 Quillfern Rd
a5,s5,l5,
a6,s6,l6,
`,
  'addresses.csv': `id,location_id,address_1,address_2,city,state_province,postal_code,country,address_type,doorbell
d1,l1,7201 Quillfern Road,,San Antonio,TX,78204,US,physical,7201 Quillfern back door
d2,l2,7202 Quillfern Road,,San Antonio,TX,78204,US,physical,
d3,l3,7203 Quillfern Road,Unit 4,San Antonio,TX,78204,US,physical,
d4,l4,7204 Quillfern Road,,San Antonio,TX,78204,US,physical,
d5,l5,7205 Quillfern Road,,San Antonio,TX,78204,US,physical,
d6,l6,88 Open Plaza,,San Antonio,TX,78205,US,physical,
`,
  'phones.csv': `id,service_id,location_id,number,description
p1,,l1,210-555-0101,Desk at 7201 Quillfern Road
p2,s3,,210-555-0102,Near 7203 Quillfern
`,
  'schedules.csv': `id,location_id,byday,freq,opens_at,closes_at,notes
h1,l1,MO,WEEKLY,09:00,17:00,Ring at 7201 Quillfern
`,
  'attributes.csv': `id,link_id,link_entity,link_type,taxonomy_term_id,value
t1,l5,location,privacy,x1,
t2,l1,location,note,x2,Behind 7201 Quillfern Rd
`,
  'taxonomies.csv': 'id,name,description\ny1,House,\n',
  'taxonomy_terms.csv': 'id,name,description,taxonomy_id\nx1,Confidential location,,y1\nx2,Note,,y1\n',
  'metadata.csv': `id,resource_id,resource_type,last_action_date,last_action_type,field_name,previous_value,replacement_value
m1,d2,address,2026-01-01,update,address_1,9 Former Way,7202 Quillfern Road
m2,s3,service,2026-01-01,update,description,7203 Quillfern Road,
`,
} as const

describe('confidential places in a feed', () => {
  const database = useDatabase()
  const folder = testFolder()
  const bring = (files: Record<string, string> = FEED) =>
    importFeed(systemCtx(database.db, 'test'), {
      where: writeFeed(folder, files),
      source: { key: 'quiet' },
      allowPrivate: false,
    })

  /** Tables, queue included, in which any row holds one of these words. */
  async function tablesWith(words: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{
      schema: string
      name: string
    }>`select table_schema as schema, table_name as name
      from information_schema.tables where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`.execute(
      database.owner,
    )
    const found: string[] = []
    for (const { schema, name } of rows) {
      const { rows: hits } = await sql`select 1 from ${sql.id(schema, name)} t
        where t::text ilike any (${sql.val(words.map((word) => `%${word}%`))}::text[]) limit 1`.execute(
        database.owner,
      )
      if (hits.length > 0) found.push(name)
    }
    return found
  }

  it('leave their streets and points in one table alone', async () => {
    const { outcome, report } = await bring()
    expect(outcome).toBe('imported')
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'confidential-place', count: 4 }))
    expect(await tablesWith(MARKERS)).toEqual(['confidential_address'])
    expect(await tablesWith(['29.7201', '29.7202', '29.7203', '29.7204', '29.7205'])).toEqual([
      'confidential_address',
    ])
    expect(await tablesWith(['9 Former Way'])).toEqual([])
    expect(await tablesWith([PUBLIC])).toContain('address')
    expect(JSON.stringify(report)).not.toMatch(/Quillfern/i)
  })

  it('keep everything that was taken away, for the roles that may read it', async () => {
    const rows = await database.owner
      .selectFrom('confidential_address')
      .selectAll()
      .orderBy('address_1')
      .execute()
    expect(rows.map((row) => row.address_1).filter(Boolean)).toEqual(
      MARKERS.map((marker) => `${marker} Road`),
    )
    const place = rows.find((row) => row.id === row.location_id && row.latitude === 29.7201)
    expect(place?.extra).toMatchObject({
      external_identifier: '7201 Quillfern',
      transportation: 'Bus 7 to 7201 Quillfern',
    })
    expect(await database.db.selectFrom('confidential_address').selectAll().execute()).toEqual([])
    expect(visitorCtx(database.db).actor.role).toBe('visitor')
  })

  it('say why they are hidden; the bed that no word protects is held for a steward', async () => {
    const rows = await database.owner
      .selectFrom('location')
      .select(['original_id', 'confidential', 'confidential_reason', 'held_at', 'county', 'timezone'])
      .orderBy('original_id')
      .execute()
    expect(
      rows.map((row) => [row.original_id, row.confidential, row.held_at !== null, row.confidential_reason]),
    ).toEqual([
      ['l1', true, false, 'flag: address_hidden'],
      ['l2', true, false, 'words: Undisclosed location'],
      ['l3', true, false, 'words: location is confidential'],
      ['l4', false, true, 'bed: shelter bed'],
      ['l5', true, false, 'attribute: Confidential location'],
      ['l6', false, false, null],
    ])
    expect(rows[0]).toMatchObject({ county: '48029', timezone: 'America/Chicago' })
  })

  it('are unchanged by the same feed, and hidden again when it changes them', async () => {
    const { report } = await bring()
    expect(report.updated).toEqual({ organizations: 0, services: 0, locations: 0 })
    expect(report.unchanged.locations).toBe(6)
    const changed = {
      ...FEED,
      'locations.csv': FEED['locations.csv'].replace('House four', 'House four at 7204 Quillfern'),
      'addresses.csv': FEED['addresses.csv'].replace('7202 Quillfern Road,', '7202 Quillfern Road North,'),
    }
    const { report: again } = await bring(changed)
    expect(again.updated.locations).toBe(1)
    expect(await tablesWith(MARKERS)).toEqual(['confidential_address'])
    const north = await database.owner
      .selectFrom('confidential_address')
      .select('id')
      .where('address_1', '=', '7202 Quillfern Road North')
      .execute()
    expect(north).toHaveLength(1)
  })

  it('come back when a steward releases them, and the next import leaves them open', async () => {
    const { id } = await database.owner
      .selectFrom('location')
      .select('id')
      .where('original_id', '=', 'l4')
      .executeTakeFirstOrThrow()
    await expect(releasePlace(visitorCtx(database.db), id)).rejects.toMatchObject({ code: 'not-found' })
    const steward = { role: 'steward', accountId: null, organizationId: null, via: null } as const
    await releasePlace({ ...systemCtx(database.db, 'test'), actor: steward }, id)
    const open = async () => ({
      address: await database.db
        .selectFrom('address')
        .select('address_1')
        .where('location_id', '=', id)
        .execute(),
      location: await database.db
        .selectFrom('location')
        .select(['latitude', 'confidential'])
        .where('id', '=', id)
        .executeTakeFirst(),
    })
    const released = {
      address: [{ address_1: '7204 Quillfern Road' }],
      location: { latitude: 29.7204, confidential: false },
    }
    expect(await open()).toEqual(released)
    await bring()
    expect(await open()).toEqual(released)
    await expect(
      releasePlace({ ...systemCtx(database.db, 'test'), actor: steward }, id),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a confidential place that a feed writes down twice', () => {
  const database = useDatabase()
  const folder = testFolder()
  const TWICE = {
    'organizations.csv': 'id,name\no1,Quiet House\no2,Corner Shop\n',
    'services.csv':
      'id,organization_id,name\ns1,o1,Advocacy\ns2,o1,Office\ns3,o1,Line\ns4,o1,Advice\ns5,o2,Groceries\n',
    'locations.csv': `id,organization_id,name,latitude,longitude,confidential
l1,o1,House,29.72011,-98.72011,yes
l2,o1,Office,,,
l3,o1,Entrance,29.72012,-98.72012,
l4,o1,Advice,29.4241,-98.4936,
l5,o2,Shop,29.72011,-98.72011,
`,
    'service_at_location.csv':
      'id,service_id,location_id\na1,s1,l1\na2,s2,l2\na3,s3,l3\na4,s4,l4\na5,s5,l5\n',
    'addresses.csv': `id,location_id,address_1,city,state_province,postal_code,country,address_type
d1,l1,7208 Quillfern St.,San Antonio,TX,78204,US,physical
d2,l2,"7208 Quillfern Street, Suite 2",San Antonio,TX,78204-2449,US,physical
d4,l4,88 Open Plaza,San Antonio,TX,78205,US,physical
d5,l5,7208 Quillfern Street,San Antonio,TX,78204,US,physical
`,
  }
  const bring = () =>
    importFeed(systemCtx(database.db, 'test'), {
      where: writeFeed(folder, TWICE),
      source: { key: 'twice' },
      allowPrivate: false,
    })
  const inSight = async () => {
    const rows = await database.owner
      .selectFrom('location')
      .select('original_id')
      .where('confidential', '=', false)
      .orderBy('original_id')
      .execute()
    return rows.map((row) => row.original_id)
  }

  /** Which of these services have a card that tells the street or the point. */
  const onCards = async (names: string[]) => {
    const { rows } = await sql<{ name: string }>`select name from service_card c
      where name = any(${sql.val(names)}::text[]) and c::text ~ 'Quillfern|29\\.7201|98\\.7201'`.execute(
      database.owner,
    )
    return rows.map(({ name }) => name)
  }

  it('is out of sight in both, its point and another writing of its street included', async () => {
    const { report } = await bring()
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'confidential-place', count: 3 }))
    // Another organization in the same house gives nothing away.
    expect(await inSight()).toEqual(['l4', 'l5'])
    expect(await onCards(['Advocacy', 'Office', 'Line'])).toEqual([])
    expect(await onCards(['Groceries'])).toEqual(['Groceries'])
  })

  it('goes out of sight by the next import of an unchanged feed where an earlier version showed it', async () => {
    await sql`insert into address (id, location_id, address_type, address_1, city, state_province, postal_code, country, source_key, original_id, content_hash)
      select c.id, location_id, address_type, address_1, city, state_province, postal_code, country, c.source_key, c.original_id, c.content_hash
      from confidential_address c join location l on l.id = c.location_id where l.original_id = 'l2' and c.id <> l.id`.execute(
      database.owner,
    )
    await sql`delete from confidential_address using location l where l.id = location_id and l.original_id = 'l2'`.execute(
      database.owner,
    )
    await sql`update location set confidential = false, confidential_reason = null where original_id = 'l2'`.execute(
      database.owner,
    )
    const { id } = await database.owner
      .selectFrom('service')
      .select('id')
      .where('original_id', '=', 's2')
      .executeTakeFirstOrThrow()
    await transact(systemCtx(database.db, 'test'), (tx) => deriveListings(tx, [id], new Date()))
    expect(await inSight()).toEqual(['l2', 'l4', 'l5'])
    expect(await onCards(['Office'])).toEqual(['Office'])
    const { report } = await bring()
    expect(report.updated).toEqual({ organizations: 0, services: 0, locations: 0 })
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'confidential-place', count: 1 }))
    expect(await inSight()).toEqual(['l4', 'l5'])
    expect(await onCards(['Office'])).toEqual([])
  })
})
