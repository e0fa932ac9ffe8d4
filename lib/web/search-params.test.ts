import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLANK_SEARCH, isPrivate, personOf, readSearch, searchEntries, searchQuery } from './search-params.ts'

const read = (query: string, from: 'address' | 'form' = 'form') =>
  readSearch(new URLSearchParams(query), from)

describe('readSearch', () => {
  it('reads what it knows', () => {
    const { search, problems } = read(
      'need=food.pantry&need=housing.shelter&near=78204&within=25&sort=nearest&page=2',
    )
    expect(problems).toEqual([])
    expect(search).toMatchObject({
      need: ['food.pantry', 'housing.shelter'],
      near: '78204',
      within: 25,
      sort: 'nearest',
      page: 2,
    })
  })

  it('falls back from bad values and reports each', () => {
    const { search, problems } = read('need=food.caviar&within=0&age=200&page=-1&near=Austin')
    expect(search).toEqual({ ...BLANK_SEARCH, near: 'Austin' })
    expect(problems.map((problem) => problem.field).sort()).toEqual(['age', 'need', 'page', 'within'])
  })

  it('keeps the good values of a list that holds a bad one', () => {
    expect(read('need=food.pantry&need=nonsense').search.need).toEqual(['food.pantry'])
  })

  it('takes nothing about a person from an address', () => {
    const { search } = read('text=i+am+hurt&age=15&is=veteran&near=78204', 'address')
    expect(search).toEqual({ ...BLANK_SEARCH, near: '78204' })
  })

  it('reads an income as people write it', () => {
    expect(read('monthlyIncome=%241%2C200').search.monthlyIncome).toBe(1200)
  })

  it('treats an empty field as not given', () => {
    expect(read('text=&age=&within=').problems).toEqual([])
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('need', 'age', 'near', 'text', 'ignore', 'x'), fc.string())),
        (pairs) => {
          const { search } = readSearch(new URLSearchParams(pairs), 'form')
          expect(readSearch(new URLSearchParams(searchEntries(search)), 'form').search).toEqual(search)
        },
      ),
    )
  })
})

describe('searchQuery', () => {
  it('writes no word about a person', () => {
    const search = read(
      'text=bed+tonight&age=15&is=veteran&insurance=none&near=78204&need=housing.shelter',
    ).search
    expect(searchQuery(search)).toBe('need=housing.shelter&near=78204')
    expect(isPrivate(search)).toBe(true)
    expect(isPrivate({ ...BLANK_SEARCH, near: '78204' })).toBe(false)
  })
})

describe('personOf', () => {
  it('tells no documents from documents not asked about', () => {
    expect(personOf(read('documents=no-documents').search)).toEqual({ documents: [] })
    expect(personOf(read('').search)).toEqual({})
  })

  it('keeps yes, no and not known apart', () => {
    const { search } = read('is=veteran&isNot=reentry')
    expect(personOf(search)).toEqual({ populations: { veteran: true, reentry: false } })
  })
})
