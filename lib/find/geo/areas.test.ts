import { describe, expect, it } from 'vitest'
import { areaCodesOf, resolveArea, timezoneAt } from './areas.ts'
import { resolveExtent } from './extent.ts'
import { countiesIn } from './shapes.ts'

describe('the areas that hold a place', () => {
  it('fills in what a ZIP code implies, narrowest first', () => {
    const all = ['zip:78204', 'city:TX:san antonio', 'county:48029', 'state:TX', 'us']
    expect(areaCodesOf({ postalCode: '78204' })).toEqual(all)
  })

  it('lets a stated county win over the one a ZIP code is filed under', () => {
    expect(areaCodesOf({ postalCode: '78204', county: '48091' })).toContain('county:48091')
    expect(areaCodesOf({ postalCode: '78204', county: '48091' })).not.toContain('county:48029')
  })

  it('says no more than is known', () => {
    expect(areaCodesOf({ county: '48029' })).toEqual(['county:48029', 'state:TX', 'us'])
    expect(areaCodesOf({ state: 'TX' })).toEqual(['state:TX', 'us'])
    expect(areaCodesOf({})).toEqual([])
  })
})

const AREAS: readonly [string, { state?: string; county?: string }, string[] | null][] = [
  ['Bexar County', {}, ['county:48029']],
  ['Miami-Dade', {}, ['county:12086']],
  ['Statewide', { state: 'TX' }, ['state:TX']],
  ['Statewide', {}, null],
  ['Countywide', { county: '48029' }, ['county:48029']],
  ['Nationwide', {}, ['us']],
  ['Cook, DuPage and Lake counties', { state: 'IL' }, ['county:17031', 'county:17043', 'county:17097']],
  ['Cook, DuPage and Lake Counties, Illinois', {}, ['county:17031', 'county:17043', 'county:17097']],
  ['Condados de Bexar y Comal', { state: 'TX' }, ['county:48029', 'county:48091']],
  ['33010, 33012', {}, ['zip:33010', 'zip:33012']],
  ['78204-78206', {}, ['zip:78204', 'zip:78205', 'zip:78206']],
  ['Jackson County', {}, null],
  ['Jackson County, MO', {}, ['county:29095']],
  ['TX, NM', {}, ['state:TX', 'state:NM']],
  // A country behind a name is its address, alone it is the area.
  ['Bexar County, TX, USA', {}, ['county:48029']],
  ['Texas, U.S.A.', {}, ['state:TX']],
  ['San Antonio, TX, United States; Oakland, CA, USA', {}, ['city:TX:san antonio', 'city:CA:oakland']],
  ['Texas and the United States', {}, ['state:TX', 'us']],
  ['USA', {}, ['us']],
  // Cities that are called like a state.
  ['Washington, DC', {}, ['state:DC']],
  ['Washington, D.C., Maryland, Virginia', {}, ['state:DC', 'state:MD', 'state:VA']],
  ['New York, NY', {}, ['county:36005', 'county:36047', 'county:36061', 'county:36081', 'county:36085']],
  ['New York', {}, ['state:NY']],
  ['Delaware, OH', {}, ['city:OH:delaware']],
  ['Oregon, Missouri', {}, null],
  ['Oregon, Washington, Idaho', {}, ['state:OR', 'state:WA', 'state:ID']],
  // Each name has its own state.
  ['Newark, NJ, Oakland, CA', {}, ['city:NJ:newark', 'city:CA:oakland']],
  ['Bexar County, TX, NM', {}, ['county:48029', 'state:NM']],
  ['residents of the City of Oakland, CA', {}, ['city:CA:oakland']],
  ['Ward 7', { state: 'DC' }, null],
  ['Bexar County and surrounding counties', {}, null],
  ['', {}, null],
]

describe('words of a service area', () => {
  it.each(AREAS)('%s %o', (text, home, codes) => {
    expect(resolveArea(text, home)).toEqual(codes)
  })

  it('takes a metro area as the counties around its city', () => {
    const codes = resolveArea('San Antonio metro', { state: 'TX' })
    expect(codes).toContain('county:48029')
    expect(codes).toContain('county:48091')
    expect(codes).not.toContain('county:48453') // Austin's
  })
})

describe('areas drawn on a map', () => {
  const box = (west: number, south: number, east: number, north: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  })

  it('takes the ZIP codes whose middle lies inside', () => {
    const codes = resolveExtent(JSON.stringify(box(-98.53, 29.39, -98.48, 29.42)))
    expect(codes).toContain('zip:78204')
    expect(codes).not.toContain('zip:78230')
    expect(codes?.every((code) => code.startsWith('zip:'))).toBe(true)
  })

  it('takes a county whole when all of it lies inside, and reads features', () => {
    const geometry = box(-99.3, 28.9, -97.9, 30)
    const codes = resolveExtent(JSON.stringify({ type: 'Feature', properties: {}, geometry }))
    expect(codes).toContain('county:48029')
    expect(codes).not.toContain('zip:78204')
  })

  it("finds a county's own shape to hold most of its ZIP codes and none of another state's", () => {
    const [county] = countiesIn({ west: -98.5, east: -98.49, south: 29.42, north: 29.43 })
    const codes = resolveExtent(JSON.stringify(county?.geometry)) ?? []
    expect(codes.length).toBeGreaterThan(0)
    expect(codes).toSatisfy((all: string[]) => all.includes('county:48029') || all.includes('zip:78204'))
  })

  it('reads nothing from what holds no polygon', () => {
    for (const text of [null, '', 'Bexar County', '{', '{"type":"Point","coordinates":[0,0]}']) {
      expect(resolveExtent(text)).toBeNull()
    }
    expect(resolveExtent(JSON.stringify(box(-98.5001, 29.4, -98.5, 29.4001)))).toBeNull()
  })
})

it('knows the time zone of a point', () => {
  expect(timezoneAt(29.42, -98.49)).toBe('America/Chicago')
  expect(timezoneAt(31.76, -106.49)).toBe('America/Denver')
  expect(() => timezoneAt(91, 0)).toThrow(RangeError)
})
