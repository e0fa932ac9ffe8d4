import { describe, expect, it } from 'vitest'
import { parseMatchRequest } from '#find/matching/request.ts'
import { matchRequestOf, pagesOf } from './match-request.ts'
import { readSearch } from './search-params.ts'

const of = (form: string) => matchRequestOf(readSearch(new URLSearchParams(form), 'form').search)

describe('matchRequestOf', () => {
  it('tells the engine everything that the form told', () => {
    const { request, place } = of(
      'text=food&near=78207&within=10&age=40&is=veteran&isNot=reentry&children=2&pets=yes&access=asl&open=now&page=3',
    )
    expect(place?.label).toBe('San Antonio, TX 78207')
    expect(parseMatchRequest(request)).toMatchObject({
      text: 'food',
      near: { postalCode: '78207' },
      withinMiles: 10,
      person: { age: 40, populations: { veteran: true, reentry: false } },
      with: { children: 2, pets: true },
      access: ['asl'],
      openAt: 'now',
      offset: 40,
    })
  })

  it('keeps where a person lives apart from where they look', () => {
    const { request } = of('near=78207&residence=Pearsall%2C+TX')
    expect(request.near).toEqual({ postalCode: '78207' })
    expect(request.person?.residence).toMatchObject({ city: 'Pearsall', state: 'TX' })
  })

  it('reports a place that nobody knows and goes on without it', () => {
    const { request, problems } = of('text=food&near=Xyzzyville')
    expect(problems).toEqual([{ field: 'near', value: 'Xyzzyville' }])
    expect(request.near).toBeUndefined()
    expect(request.text).toBe('food')
  })

  it.each([
    ['NY', { text: 'NY' }],
    ['Bexar County, TX', { county: '48029' }],
    ['oakland ca', { text: 'Oakland, CA' }],
  ])('finds %s', (near, expected) =>
    expect(of(`near=${encodeURIComponent(near)}`).request.near).toEqual(expected),
  )

  it('never asks for more than the engine ranks', () => {
    expect(() => parseMatchRequest(of('need=food.pantry&page=25').request)).not.toThrow()
    expect(of('need=food.pantry&page=26').request.offset).toBe(0)
    expect(pagesOf({ fits: 400, askFirst: 400 })).toBe(25)
    expect(pagesOf({ fits: 0, askFirst: 0 })).toBe(0)
  })
})
