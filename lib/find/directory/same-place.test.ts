import { describe, expect, it } from 'vitest'
import { isSamePlace, readSpot, type Spot } from './same-place.ts'

const at = (
  street: string,
  more: Partial<Spot['streets'][number]> & { point?: Spot['point'] } = {},
): Spot => {
  const { point = null, ...rest } = more
  return { streets: [{ street, postalCode: null, city: null, ...rest }], point }
}
const only = (lat: number, lng: number): Spot => ({ streets: [], point: { lat, lng } })
const same = (a: Spot, b: Spot) => [
  isSamePlace(readSpot(a), readSpot(b)),
  isSamePlace(readSpot(b), readSpot(a)),
]

describe('one place in two records of an organization', () => {
  it.each<[string, Spot, Spot]>([
    ['a word shortened', at('1663 Mission St.'), at('1663 Mission Street, Suite 225')],
    ['capitals', at('1663 MISSION ST'), at('1663 Mission Street')],
    ['a suite before the street', at('Suite 225, 1663 Mission Street'), at('1663 Mission St.')],
    ['a letter behind the number', at('1663A Mission St.'), at('1663 Mission Street')],
    ['two numbers of one house', at('1663-1665 Mission St.'), at('1663 Mission Street')],
    [
      'nine digits of ZIP code',
      at('5 Oak St', { postalCode: '94103-2449' }),
      at('5 Oak St', { postalCode: '94103' }),
    ],
    ['a ZIP code left out', at('5 Oak St', { postalCode: '94103', city: 'Oakland' }), at('5 Oak St')],
    [
      'a wrong digit in the ZIP code',
      at('5 Oak St', { postalCode: '94103', city: 'Oakland' }),
      at('5 Oak St.', { postalCode: '94130', city: 'OAKLAND' }),
    ],
    ['a street without number', at('Old Mill Yard'), at('Old Mill  Yard.')],
    [
      'no address and the same point',
      at('5 Oak St', { point: { lat: 29.42, lng: -98.49 } }),
      only(29.42001, -98.49001),
    ],
    [
      'a misspelt street at the same point',
      at('5 Oak St', { point: { lat: 29.42, lng: -98.49 } }),
      at('5 Oac St', { point: { lat: 29.42, lng: -98.49 } }),
    ],
  ])('%s', (_, a, b) => {
    expect(same(a, b)).toEqual([true, true])
  })

  it.each<[string, Spot, Spot]>([
    ['another number', at('1663 Mission St.'), at('1665 Mission St.')],
    ['another street', at('1663 Mission St.'), at('1663 Market St.')],
    [
      'another town',
      at('5 Oak St', { postalCode: '94103', city: 'Oakland' }),
      at('5 Oak St', { postalCode: '78204', city: 'San Antonio' }),
    ],
    ['the same post office box', at('PO Box 12'), at('P.O. Box 12')],
    ['floors alone', at('2nd Floor'), at('55 Oak St, 2nd Floor')],
    [
      'a point down the street',
      at('5 Oak St', { point: { lat: 29.42, lng: -98.49 } }),
      only(29.4206, -98.49),
    ],
    [
      'two house numbers that a feed puts at one point',
      at('5 Oak St', { point: { lat: 29.42, lng: -98.49 } }),
      at('70 Elm St', { point: { lat: 29.42, lng: -98.49 } }),
    ],
    ['nothing known', { streets: [], point: null }, at('5 Oak St')],
  ])('not %s', (_, a, b) => {
    expect(same(a, b)).toEqual([false, false])
  })
})
