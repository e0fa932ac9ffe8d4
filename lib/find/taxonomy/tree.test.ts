import { describe, expect, it } from 'vitest'
import { LOCALES } from '#base/i18n/locales.ts'
import labels from '#data/needs/labels.json' with { type: 'json' }
import { labelsSchema, needLabel } from './labels.ts'
import { DOMAINS, NEEDS } from './needs.ts'
import { candidateIds, childrenOf, closenessOf, isDomain, parentOf } from './tree.ts'

describe('the tree of needs', () => {
  it('knows parents and children', () => {
    expect(parentOf('food.pantry')).toBe('food')
    expect(parentOf('food')).toBeNull()
    expect(childrenOf('food')).toContain('food.pantry')
    expect(childrenOf('food.pantry')).toEqual([])
    expect(isDomain('mental')).toBe(true)
    expect(isDomain('mental.child')).toBe(false)
  })

  it.each([
    ['food.pantry', 'food.pantry', 'exact'],
    ['food.pantry', 'food', 'child'],
    ['food', 'food.pantry', 'broader'],
    ['food.meals', 'food.pantry', null],
    ['housing.shelter', 'food', null],
    ['nonsense', 'food', null],
  ] as const)('%s offered for %s asked is %s', (offered, asked, closeness) => {
    expect(closenessOf(offered, asked)).toBe(closeness)
  })

  it('keeps the closest relation when several needs are asked', () => {
    const ids = candidateIds(['food.pantry', 'food'])
    expect(ids.get('food.pantry')).toBe('exact')
    expect(ids.get('food')).toBe('exact')
    expect(ids.get('food.meals')).toBe('child')
    expect(candidateIds(['food.pantry']).get('food')).toBe('broader')
    expect(candidateIds(['food.pantry']).has('food.meals')).toBe(false)
  })
})

describe('labels', () => {
  const ids = [...NEEDS.map((need) => need.id), ...DOMAINS]

  it('has a word for every need and domain in every language, and for nothing else', () => {
    const { labels: all } = labelsSchema.parse(labels)
    expect(Object.keys(all).toSorted()).toEqual(ids.toSorted())
    for (const id of ids) for (const locale of LOCALES) expect(needLabel(id, locale)).not.toBe(id)
  })

  it('never uses one word for two needs of a language', () => {
    for (const locale of LOCALES) {
      const words = NEEDS.map((need) => needLabel(need.id, locale))
      expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
    }
  })

  it('gives the id back for an unknown need', () => {
    expect(needLabel('food.unicorn', 'en')).toBe('food.unicorn')
  })
})
