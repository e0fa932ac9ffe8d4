import { describe, expect, it } from 'vitest'
import { DomainError } from '#base/core/errors.ts'
import { parseMatchRequest } from './request.ts'

function refusal(input: unknown): { status: number; paths: string[] } {
  try {
    parseMatchRequest(input)
  } catch (error) {
    if (error instanceof DomainError) {
      return { status: error.status, paths: error.errors.map(({ path }) => path) }
    }
    throw error
  }
  throw new Error('It was accepted.')
}

describe('a match request', () => {
  it('may leave out everything', () => {
    expect(parseMatchRequest({})).toEqual({ sort: 'best', limit: 20, offset: 0 })
  })

  it('takes every field that the contract names', () => {
    const request = {
      text: 'counsler for teen no insurence',
      needs: ['mental.child'],
      near: { postalCode: '78204' },
      withinMiles: 25,
      person: {
        age: 15,
        languages: ['es'],
        insurance: ['none'],
        populations: { veteran: false },
        residence: { postalCode: '78204', county: '48029', state: 'TX' },
      },
      with: { children: 2, pets: true },
      access: ['wheelchair', 'asl'],
      delivery: ['in-person', 'phone', 'online', 'home'],
      openAt: 'now',
      sort: 'best',
      limit: 20,
      offset: 0,
    }
    expect(parseMatchRequest(request)).toEqual(request)
    expect(
      parseMatchRequest({ openAt: '2026-12-06T00:30:00-08:00', near: { lat: 29.4, lng: -98.5 } }),
    ).toBeTruthy()
    expect(parseMatchRequest({ near: { county: '48029' } })).toBeTruthy()
    expect(parseMatchRequest({ near: { text: 'Oakland, CA' } })).toBeTruthy()
  })

  it.each([
    ['no object', 'food'],
    ['a list', []],
    ['a number for text', { text: 5 }],
    ['an unknown field', { txt: 'food' }],
    ['an unknown person fact', { person: { ssn: '123' } }],
    ['a string for an age', { person: { age: 'fifteen' } }],
    ['a place in no known form', { near: { zip: '78204' } }],
    ['a string for a place', { near: '78204' }],
  ])('is malformed (400) with %s', (_name, input) => {
    expect(refusal(input).status).toBe(400)
  })

  it.each([
    ['an unknown need id', { needs: ['food.pizza'] }, 'needs.0'],
    ['an age of 200', { person: { age: 200 } }, 'person.age'],
    ['a limit above 100', { limit: 101 }, 'limit'],
    ['offset and limit beyond 500', { offset: 450, limit: 51 }, 'offset'],
    ['a ZIP code of three digits', { near: { postalCode: '782' } }, 'near.postalCode'],
    ['a latitude of 91', { near: { lat: 91, lng: 0 } }, 'near.lat'],
    ['an unknown way of delivery', { delivery: ['pigeon'] }, 'delivery.0'],
    ['a time without its offset', { openAt: '2026-12-06T00:30:00' }, 'openAt'],
    ['an unknown sort', { sort: 'cheapest' }, 'sort'],
    ['no distance at all', { withinMiles: 0 }, 'withinMiles'],
  ])('is impossible (422) with %s', (_name, input, path) => {
    const { status, paths } = refusal(input)
    expect(status).toBe(422)
    expect(paths).toContain(path)
  })
})
