import { describe, expect, it } from 'vitest'
import type { PlaceParts } from './areas.ts'
import { covers, whereaboutsOf, whereaboutsOfHome } from './coverage.ts'
import { findPlaceNamed, placeAt } from './places.ts'

function at(parts: PlaceParts) {
  const where = whereaboutsOfHome(parts)
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

  it('takes what a ZIP code only implies for yes and never for no', () => {
    // Boerne: filed under Kendall County, and a part of it is Bexar.
    const boerne = at({ postalCode: '78006' })
    expect(covers(['county:48259'], boerne)).toBe('yes')
    expect(covers(['county:48029'], boerne)).toBe('unknown')
    expect(covers(['county:48453'], boerne)).toBe('no')
    expect(covers(['zip:78204', 'state:NM'], boerne)).toBe('no')
    // Filed as Harwood Heights, and half of it is Norridge.
    expect(covers(['city:IL:norridge'], at({ postalCode: '60706' }))).toBe('unknown')
    const alamoHeights = at({ postalCode: '78209' })
    expect(covers(['city:TX:alamo heights'], alamoHeights)).toBe('unknown')
    expect(covers(['city:TX:san antonio'], alamoHeights)).toBe('yes')
    expect(covers(['city:TX:houston'], alamoHeights)).toBe('no')
  })

  it('takes what is told beside a ZIP code for certain, and so where help is only looked for', () => {
    expect(covers(['county:48029'], at({ postalCode: '78006', county: '48259' }))).toBe('no')
    expect(
      covers(['city:TX:alamo heights'], at({ postalCode: '78209', city: 'San Antonio', state: 'TX' })),
    ).toBe('no')
    const near = findPlaceNamed('78006')
    expect(near && covers(['county:48029'], whereaboutsOf(near) ?? at({}))).toBe('no')
  })

  it('takes a city to reach into the counties around its middle', () => {
    const city = at({ city: 'San Antonio', state: 'TX' })
    expect(covers(['county:48029'], city)).toBe('yes')
    expect(covers(['county:48091'], city)).toBe('unknown')
    expect(covers(['county:48453'], city)).toBe('no')
    expect(covers(['zip:78204'], city)).toBe('unknown')
    expect(covers(['zip:78701'], city)).toBe('no')
    expect(covers(['city:TX:schertz'], city)).toBe('no')
  })

  it('takes a ZIP code or a city to be possible in every county that it reaches into', () => {
    const bexar = at({ county: '48029' })
    expect(covers(['zip:78006'], bexar)).toBe('unknown')
    expect(covers(['city:TX:schertz'], bexar)).toBe('unknown')
    expect(covers(['city:TX:austin'], bexar)).toBe('no')
  })

  it('says no for nothing but what is known, where no table knows the place', () => {
    for (const parts of [{ postalCode: '99999' }, { county: '09190' }]) {
      expect(covers(['county:48029'], at(parts))).toBe('unknown')
      expect(covers(['state:TX'], at(parts))).toBe('unknown')
    }
    expect(covers(['zip:78204'], at({ postalCode: '99999' }))).toBe('no')
    expect(covers(['county:48029'], at({ postalCode: '99999', state: 'TX' }))).toBe('unknown')
    expect(covers(['city:TX:smallville'], at({ county: '48029' }))).toBe('unknown')
    expect(covers(['city:OR:smallville'], at({ county: '48029' }))).toBe('no')
  })

  it('knows no area of a point at sea or abroad', () => {
    expect(whereaboutsOf(placeAt(0, 0))).toBeNull()
    expect(whereaboutsOf(placeAt(51.5, -0.1))).toBeNull()
    expect(whereaboutsOf(placeAt(29.41, -98.5))?.codes.has('county:48029')).toBe(true)
  })
})
