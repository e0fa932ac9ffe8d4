import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type FeedRow, Findings } from '#find/directory/feed/model.ts'
import type { FeedFile } from '../open/model.ts'
import { parseMapping } from './mapping.ts'
import { readFlat } from './read-flat.ts'

const file = (name: string, content: string): FeedFile => ({
  name,
  bytes: content.length,
  open: async () => Readable.from([Buffer.from(content)]),
})

async function read(mapping: unknown, files: Record<string, string>) {
  const findings = new Findings()
  const rows: FeedRow[] = []
  const opened = Object.entries(files).map(([name, content]) => file(name, content))
  for await (const row of readFlat(opened, parseMapping(mapping), findings)) rows.push(row)
  const of = (entity: string) => rows.filter((row) => row.entity === entity)
  return { rows, of, rejected: findings.rejected, notes: findings.notes.map(({ example }) => example) }
}

describe('tables that point at each other', () => {
  const mapping = {
    about: 'agencies, places and telephones in files of their own',
    tables: [
      {
        file: 'services.csv',
        join: [{ column: 'Place', file: 'places.csv', key: 'Id', as: 'place' }],
        ids: { organization: 'place.Agency', service: 'Id', location: 'Place' },
        columns: {
          'place.Agency': 'organization.name',
          Title: 'service.name',
          Limit: { to: 'service.eligibility_description', text: 'Up to {} of the {place.Standard}' },
          Point: { to: 'location.latitude', read: 'point' },
          'place.Towns': { to: 'service.service_areas[].name', split: ';', text: '{}, Texas' },
        },
      },
      {
        file: 'phones.csv',
        each: 'Services',
        split: ',',
        ids: { service: 'Services' },
        columns: { Number: 'service.phones[main].number' },
        ignore: ['Agencies'],
      },
      {
        file: 'phones.csv',
        each: 'Agencies',
        split: ',',
        ids: { organization: 'Agencies' },
        columns: { Number: 'organization.phones[main].number' },
        ignore: ['Services'],
      },
    ],
  }
  const files = {
    'services.csv':
      'Id,Title,Place,Limit,Point\ns1,Rent help,p1,50%,at 29.42 and -98.49\ns2,Food,p2,80%,"29.42, -98.49"\ns3,Lost,p9,,\n',
    'places.csv': 'Id,Agency,Standard,Towns\np1,Cedar,median income,Helotes; Leon Valley\np2,Harbor,,\n',
    'phones.csv': 'Number,Services,Agencies\n210-555-0101,"s1, s2",\n210-555-0102,,Cedar\n210-555-0103,,\n',
  }

  it('reads the row that another names, once for each element of a list', async () => {
    const { of, rejected, notes } = await read(mapping, files)
    expect(of('service').map(({ id, values }) => [id, values.organization_id, values.name])).toEqual([
      ['s1', 'Cedar', 'Rent help'],
      ['s2', 'Harbor', 'Food'],
      ['s3', undefined, 'Lost'],
    ])
    expect(of('service').map(({ values }) => values.eligibility_description)).toEqual([
      'Up to 50% of the median income',
      // Half a sentence would say something else than the feed.
      '80%',
      undefined,
    ])
    expect(of('location')).toMatchObject([{ id: 'p2', values: { latitude: '29.42', longitude: '-98.49' } }])
    expect(of('service_at_location').map(({ values }) => values)).toEqual([
      { service_id: 's1', location_id: 'p1' },
      { service_id: 's2', location_id: 'p2' },
      { service_id: 's3', location_id: 'p9' },
    ])
    expect(of('service_area').map(({ values }) => values.name)).toEqual([
      'Helotes, Texas',
      'Leon Valley, Texas',
    ])
    expect(
      of('phone').map(({ values }) => [values.service_id ?? values.organization_id, values.number]),
    ).toEqual([
      ['s1', '210-555-0101'],
      ['s2', '210-555-0101'],
      ['Cedar', '210-555-0102'],
    ])
    expect(rejected).toEqual([
      {
        file: 'phones.csv',
        row: 3,
        field: null,
        reason: 'names no record, or no column that the mapping names has a value in this row',
      },
    ])
    expect(notes).toEqual([])
  })

  it('keeps what the mapping does not name beside the record', async () => {
    const { of } = await read(mapping, {
      ...files,
      'services.csv': 'Id,Title,Place,Odd\ns1,Rent help,p1,kept\n',
    })
    expect(of('service')[0]?.values).toMatchObject({ Odd: 'kept' })
    expect(of('service')[0]?.values).not.toHaveProperty('place')
  })

  it('says which file of the mapping is not there', async () => {
    await expect(read(mapping, { 'services.csv': files['services.csv'] })).rejects.toThrow(
      'The mapping joins places.csv, which is no file of this feed.',
    )
    await expect(read(mapping, { 'other.csv': 'a\n1\n' })).rejects.toThrow('names no file of this feed')
  })
})

describe('a mapping that is wrong', () => {
  it.each([
    [{ tables: [] }, /about: .*\n.*tables/],
    [{ about: 'x', tables: [{ columns: { A: 'service.nome' } }] }, /tables\.0\.columns\.A.*no path of HSDS/],
    [{ about: 'x', tables: [{ columns: { A: 'city.name' } }] }, /"city\.name" is no path/],
    [{ about: 'x', tables: [{ columns: { A: 'service.name' }, key: 'A' }] }, /tables\.0.*key/],
    [{ about: 'x', tables: [{ columns: {}, constants: { 'service.x': 'y' } }] }, /constants: "service\.x"/],
  ])('%j', (mapping, words) => {
    expect(() => parseMapping(mapping)).toThrow(words)
  })
})
