import { describe, expect, it } from 'vitest'
import { areaCodesOf, resolveArea, timezoneAt } from './areas.ts'

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

it('knows the time zone of a point', () => {
  expect(timezoneAt(29.42, -98.49)).toBe('America/Chicago')
  expect(timezoneAt(31.76, -106.49)).toBe('America/Denver')
  expect(() => timezoneAt(91, 0)).toThrow(RangeError)
})
