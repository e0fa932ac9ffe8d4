import { describe, expect, it } from 'vitest'
import { covers, whereaboutsOf } from './coverage.ts'

function at(parts: Parameters<typeof whereaboutsOf>[0]) {
  const where = whereaboutsOf(parts)
  if (!where) throw new Error('The place is not known.')
  return where
}

describe('whether an area holds a place', () => {
  const portland = at({ postalCode: '97202', city: 'Portland', county: '41051', state: 'OR' })

  it('says yes for any area that the place is in', () => {
    for (const area of ['us', 'state:OR', 'county:41051', 'zip:97202', 'city:OR:portland']) {
      expect(covers([area], portland), area).toBe('yes')
    }
  })

  it('says no for an area that the place is outside of', () => {
    for (const area of ['state:WA', 'county:41005', 'zip:97203', 'city:OR:gresham']) {
      expect(covers([area], portland), area).toBe('no')
    }
  })

  it('takes one area of several', () => {
    expect(covers(['county:41005', 'county:41051'], portland)).toBe('yes')
  })

  it('does not know when the place is known less closely than the area', () => {
    const county = at({ county: '41051' })
    expect(covers(['zip:97202'], county)).toBe('unknown')
    expect(covers(['city:OR:portland'], county)).toBe('unknown')
    expect(covers(['county:41051'], at({ state: 'OR' }))).toBe('unknown')
  })

  it('still says no where the wider place settles it', () => {
    expect(covers(['county:41051'], at({ state: 'WA' }))).toBe('no')
    expect(covers(['zip:78204'], at({ county: '41051' }))).toBe('no')
    expect(covers(['city:OR:portland'], at({ state: 'TX' }))).toBe('no')
  })

  it('knows county and state from a ZIP code alone', () => {
    expect(covers(['county:48029'], at({ postalCode: '78204' }))).toBe('yes')
    expect(covers(['state:OK'], at({ postalCode: '78204' }))).toBe('no')
  })
})
