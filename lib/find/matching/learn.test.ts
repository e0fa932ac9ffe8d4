import { describe, expect, it } from 'vitest'
import { gradesOf, ndcg } from './judged.ts'
import { learnWeights } from './learn.ts'
import type { Parts } from './rank.ts'
import { PARTS } from './ranking.ts'

const parts = (given: Partial<Parts>): Parts => ({
  ...(Object.fromEntries(PARTS.map((part) => [part, 1])) as Parts),
  ...given,
})

describe('learned weights', () => {
  const lists = [
    [
      { parts: parts({ need: 0.9, distance: 0.2 }), grade: 3 },
      { parts: parts({ need: 0.3, distance: 0.9 }), grade: 0 },
    ],
    [
      { parts: parts({ need: 0.8, distance: 0.3 }), grade: 2 },
      { parts: parts({ need: 0.4, distance: 0.8 }), grade: 1 },
    ],
  ]

  it('raise what the judged agree on and lower what misleads', () => {
    const { need, distance, freshness } = learnWeights(lists, { passes: 400 })
    expect(need).toBeGreaterThan(1)
    expect(distance).toBeLessThan(1)
    expect(freshness).toBe(1)
  })

  it('stay as they are without pairs, and come out the same again', () => {
    expect(new Set(Object.values(learnWeights([])))).toEqual(new Set([1]))
    expect(learnWeights(lists)).toEqual(learnWeights(lists))
  })
})

describe('NDCG', () => {
  const grades = new Map([
    ['a', 3],
    ['b', 1],
    ['c', 0],
  ])

  it('is 1 for the best order, less for any other, and counts what nobody judged as no help', () => {
    expect(ndcg(['a', 'b', 'c'], grades)).toBe(1)
    expect(ndcg(['b', 'a'], grades)).toBeLessThan(1)
    expect(ndcg(['x', 'a', 'b'], grades)).toBeCloseTo((7 / Math.log2(3) + 1 / 2) / (7 + 1 / Math.log2(3)))
    expect(ndcg(['x'], grades)).toBe(0)
  })

  it('is not known where nothing helps', () => expect(ndcg(['c'], new Map([['c', 0]]))).toBeNull())

  it('refuses a service that is judged twice', () => {
    const twice = { p: [3, 0].map((grade) => ({ grade: grade as 3 | 0, why: 'Why.', services: ['f/1'] })) }
    expect(() => gradesOf(twice, 'p')).toThrow('judged twice')
  })
})
