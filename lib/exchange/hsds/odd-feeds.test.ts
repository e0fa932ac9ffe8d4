import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { testFolder } from '#testing/folder.ts'
import { PACKAGE_1_1 } from './fixtures/package-1.1.ts'
import { writeFeed } from './fixtures/write-feed.ts'
import { zipOf } from './fixtures/zip.ts'
import { importFeed } from './import-feed.ts'

const ORGANIZATIONS = 'id,name\no1,Cedar Street Helpers\no2,Harbor Legal Circle\n'
const SERVICES = 'id,organization_id,name\ns1,o1,Food shelf\ns2,o1,Rent help\ns3,o2,Eviction defense\n'
const LOCATIONS = 'id,organization_id,name\nl1,o1,Cedar Street\nl2,o2,Harbor House\n'

describe('feeds that are not as they should be', () => {
  const database = useDatabase()
  const folder = testFolder()
  const from = (where: string, key: string) =>
    importFeed(systemCtx(database.db, 'test'), { where, source: { key }, allowPrivate: ['127.0.0.1'] })
  const bring = async (key: string, files: Record<string, string | Buffer>) => {
    const { report } = await from(writeFeed(folder, files), key)
    const notes = Object.fromEntries(report.notes.map(({ code, count }) => [code, count]))
    return { report, notes, rejected: report.rejected }
  }
  const owner = () => database.owner

  it('reads a zip and a URL as it reads the folder', async () => {
    const archive = zipOf(
      Object.entries(PACKAGE_1_1).map(([name, content]) => ({ name: `export/${name}`, content })),
    )
    const path = join(folder, 'export.zip')
    writeFileSync(path, archive)
    const server = createServer((_, response) => response.end(archive))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/export.zip`
    try {
      const whole = await from(writeFeed(folder, PACKAGE_1_1), 'whole')
      const zipped = await from(path, 'whole')
      expect(zipped.report).toMatchObject({
        created: { organizations: 0, services: 0, locations: 0 },
        updated: { organizations: 0, services: 0, locations: 0 },
        unchanged: whole.report.created,
      })
      const fetched = await from(url, 'whole')
      expect(fetched.report.unchanged).toEqual(whole.report.created)
    } finally {
      server.close()
    }
  })

  it('reads all pages of an HSDS API', async () => {
    const page = (number: number) => ({
      total_pages: 2,
      page_number: number,
      last_page: number === 2,
      contents: [
        {
          id: `p${number}`,
          name: `Pantry ${number}`,
          status: 'active',
          organization: { id: 'po', name: 'Pantry House' },
          service_at_locations: [
            { id: `x${number}`, location: { id: `pl${number}`, location_type: 'physical', name: 'Hall' } },
          ],
        },
      ],
    })
    const server = createServer((request, response) => {
      const number = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 1)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(page(number)))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    try {
      const { port } = server.address() as AddressInfo
      const { report } = await from(`http://127.0.0.1:${port}/hsds/services`, 'api')
      expect(report).toMatchObject({
        format: 'hsds-3.x',
        read: { organizations: 1, services: 2, locations: 2 },
        created: { organizations: 1, services: 2, locations: 2 },
        rejected: [],
      })
    } finally {
      server.close()
    }
  })

  it('takes lists of keys in a cell apart', async () => {
    const { report, notes, rejected } = await bring('lists', {
      'organizations.csv': ORGANIZATIONS,
      'services.csv':
        'service_recordid,service_organization,service_name,service_locations,service_taxonomy\n' +
        's1,o1,Food shelf,"l1,l2","t1, t2"\ns2,"o1,o2",Rent help,l2,\n',
      'locations.csv': LOCATIONS,
      'taxonomy_terms.csv': 'taxonomy_recordid,taxonomy_name\nt1,Food\nt2,Groceries\n',
      'schedules.csv': 'id,service_id,weekday,opens_at,closes_at\nh1,"s1,s2",Monday,9:00,17:00\n',
    })
    expect(rejected).toEqual([])
    expect(report).toMatchObject({
      format: 'hsds-2.0',
      created: { organizations: 2, services: 2, locations: 2 },
    })
    expect(notes).toEqual({ 'listed-keys': 2 })
    const links = await owner()
      .selectFrom('service_at_location')
      .innerJoin('service', 'service.id', 'service_id')
      .innerJoin('location', 'location.id', 'location_id')
      .select(['service.original_id as service', 'location.original_id as place'])
      .where('service.source_key', '=', 'lists')
      .orderBy('service.original_id')
      .orderBy('location.original_id')
      .execute()
    expect(links).toEqual([
      { service: 's1', place: 'l1' },
      { service: 's1', place: 'l2' },
      { service: 's2', place: 'l2' },
    ])
    const hours = await owner()
      .selectFrom('schedule')
      .innerJoin('service', 'service.id', 'schedule.service_id')
      .select('service.original_id')
      .where('service.source_key', '=', 'lists')
      .execute()
    expect(hours.map(({ original_id }) => original_id).sort()).toEqual(['s1', 's2'])
    const rent = await owner()
      .selectFrom('service')
      .select('extra')
      .where('source_key', '=', 'lists')
      .where('original_id', '=', 's2')
      .executeTakeFirstOrThrow()
    // Which of two agencies runs it nobody can tell: the first has it, and what the feed said is kept.
    expect(rent.extra).toMatchObject({ organization_id: 'o1,o2' })
  })

  it('joins repeated ids that agree, parts telephones, and rejects a second truth by row and field', async () => {
    const { report, notes, rejected } = await bring('repeats', {
      'organizations.csv': `${ORGANIZATIONS}o1,Cedar Street Helpers\n`,
      'services.csv': `${SERVICES}s2,o1,Rent and deposit help\n`,
      'locations.csv': LOCATIONS,
      'phones.csv': 'id,service_id,number\nn1,s1,210-555-0101\nn1,s1,210-555-0102\nn1,s1,210-555-0101\n',
    })
    expect(report.read).toEqual({ organizations: 2, services: 4, locations: 2 })
    expect(report.created).toEqual({ organizations: 2, services: 3, locations: 2 })
    expect(notes).toEqual({ 'repeated-id': 1, 'repeated-row': 2 })
    expect(rejected).toEqual([
      {
        file: 'services.csv',
        row: 4,
        field: 'id',
        reason: 'an earlier row has the same id and says something else (name)',
      },
    ])
    const phones = await owner()
      .selectFrom('phone')
      .select('e164')
      .where('source_key', '=', 'repeats')
      .orderBy('e164')
      .execute()
    expect(phones.map(({ e164 }) => e164)).toEqual(['+12105550101', '+12105550102'])
  })

  it('names every key that points nowhere, and keeps what can stand without it', async () => {
    const { report, notes, rejected } = await bring('orphans', {
      'organizations.csv': ORGANIZATIONS,
      'services.csv': `${SERVICES}s4,o9,Legal clinic\ns5,,Nobody's service\n`,
      'locations.csv': `${LOCATIONS}l3,o8,Annex\n`,
      'services_at_location.csv': 'id,service_id,location_id\na1,s1,l1\na2,s9,l1\n',
      'phones.csv':
        'id,service_id,location_id,number\nn1,s9,,210-555-0101\nn2,s9,l1,210-555-0102\nn3,,,210-555-0103\nn4,s1,,210-555-0104\n',
      'eligibility.csv': 'id,service_id,eligibility\ne1,s9,adult\n',
    })
    expect(report.created).toEqual({ organizations: 3, services: 4, locations: 3 })
    expect(notes).toEqual({ 'stand-in-organization': 1 })
    expect(
      rejected.toSorted((a, b) => (a.file === b.file ? a.row - b.row : a.file < b.file ? -1 : 1)),
    ).toEqual([
      { file: 'eligibility.csv', row: 1, field: 'service_id', reason: 'no service of this feed has this id' },
      {
        file: 'locations.csv',
        row: 3,
        field: 'organization_id',
        reason: expect.stringContaining('the id o8'),
      },
      { file: 'phones.csv', row: 1, field: 'service_id', reason: expect.stringContaining('the id s9') },
      { file: 'phones.csv', row: 2, field: 'service_id', reason: expect.stringContaining('the id s9') },
      { file: 'phones.csv', row: 3, field: null, reason: expect.stringContaining('names no') },
      { file: 'services.csv', row: 5, field: 'organization_id', reason: 'names no organization' },
      {
        file: 'services_at_location.csv',
        row: 2,
        field: 'service_id',
        reason: expect.stringContaining('the id s9'),
      },
    ])
    const annex = await owner()
      .selectFrom('location')
      .select(['organization_id', 'extra'])
      .where('source_key', '=', 'orphans')
      .where('original_id', '=', 'l3')
      .executeTakeFirstOrThrow()
    expect(annex).toEqual({ organization_id: null, extra: { organization_id: 'o8' } })
  })

  it('says plainly where nothing points at anything, and invents no link', async () => {
    const numbers = [1, 2, 3]
    const rows = (line: (n: number) => string) => numbers.map(line).join('\n')
    const { notes, report } = await bring('nothing', {
      'organizations.csv': ORGANIZATIONS,
      'services.csv': SERVICES,
      'locations.csv': LOCATIONS,
      'services_at_location.csv': `id,service_id,location_id\n${rows((n) => `${n},${n},${n}`)}\n`,
      'languages.csv': `id,service_id,language\n${rows((n) => `${n},m${n},Spanish`)}\n`,
      'eligibility.csv': `id,service_id,eligibility\n${rows((n) => `${n},,adults ${n}`)}\n`,
      'phones.csv': `id,service_id,number\n${rows((n) => `${n},,210-555-010${n}`)}\n`,
    })
    expect(notes).toEqual({ 'orphaned-relation': 3, 'keyless-rows': 1 })
    expect(report.notes.filter(({ code }) => code !== 'orphaned-relation')).toEqual([
      { code: 'keyless-rows', count: 1, example: 'phones.csv: 3 rows name no record; no link was made' },
    ])
    expect(report.rejected).toHaveLength(12)
    const links = await owner()
      .selectFrom('service_at_location')
      .innerJoin('service', 'service.id', 'service_id')
      .select('service.id')
      .where('service.source_key', '=', 'nothing')
      .execute()
    expect(links).toEqual([])
  })

  it('says so in one sentence where that is true of the whole feed', async () => {
    const { notes, report } = await bring('alien', {
      'organizations.csv': ORGANIZATIONS,
      'locations.csv': 'id,organization_id,name\nl1,7,Cedar Street\nl2,8,Harbor House\n',
      'phones.csv': 'id,location_id,number\n1,70,210-555-0101\n2,80,210-555-0102\n',
    })
    expect(notes).toEqual({ 'orphaned-relation': 2, 'orphaned-feed': 1 })
    expect(report.notes.at(-1)?.example).toBe(
      'none of the 4 keys of this feed names a record of it; no link was made',
    )
    expect(report.created).toEqual({ organizations: 2, services: 0, locations: 2 })
    expect(report.rejected).toHaveLength(4)
  })

  it('reads a service area from its shape where its words name no place', async () => {
    const box = [
      [-98.53, 29.39],
      [-98.48, 29.39],
      [-98.48, 29.42],
      [-98.53, 29.42],
      [-98.53, 29.39],
    ]
    const extent = JSON.stringify({ type: 'Polygon', coordinates: [box] })
    const area = (id: string, name: string) => ({ id, name, extent, extent_type: 'geojson' })
    const { notes } = await bring('drawn', {
      'services.json': JSON.stringify([
        {
          id: 's1',
          name: 'Food shelf',
          status: 'active',
          organization: { id: 'o1', name: 'Cedar Street Helpers' },
          service_areas: [
            area('v1', 'Our side of town'),
            area('v2', 'Bexar County, Texas'),
            { id: 'v3', name: 'Wherever we can' },
          ],
        },
      ]),
    })
    expect(notes).toEqual({ 'area-not-understood': 1 })
    const areas = await owner()
      .selectFrom('service_area')
      .select(['original_id', 'codes'])
      .where('source_key', '=', 'drawn')
      .orderBy('original_id')
      .execute()
    expect(areas[0]?.codes).toContain('zip:78204')
    expect(areas[1]?.codes).toEqual(['county:48029'])
    expect(areas[2]?.codes).toBeNull()
  })
})
