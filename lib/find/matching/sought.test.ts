import { describe, expect, it } from 'vitest'
import { understand } from '#find/understanding/understand.ts'
import { shareSpoken, soughtWords } from './sought.ts'
import { strandsOf } from './strands.ts'

const read = (text: string) => understand(text)
const spoken = (text: string, listing: string) => {
  const { needs, words } = read(text)
  return shareSpoken(soughtWords(needs, words), listing.toLowerCase())
}

describe('words looked for in a listing', () => {
  it('finds other endings of a word, and no word inside another', () => {
    const words = soughtWords([], ['groceries', 'ged', 'interview'])
    expect(shareSpoken(words, 'a grocery bag')).toBeCloseTo(1 / 3)
    expect(shareSpoken(words, 'a pledged bag')).toBe(0)
    expect(shareSpoken(words, 'ged and (interviews)')).toBeCloseTo(2 / 3)
  })

  it('looks for what a need is called too, so that a request in another language finds English listings', () => {
    expect(spoken('necesito pañales', 'Diapers for families')).toBeGreaterThan(
      spoken('necesito pañales', 'Family support'),
    )
  })

  it('looks for nothing where nothing was written', () => {
    expect(shareSpoken(soughtWords([{ id: 'food.pantry', phrase: '', weight: 1 }], []), 'anything')).toBe(1)
  })
})

describe('the things asked for', () => {
  it.each([
    ['free dental clinic', 1],
    ['i just got out of prison and need a job', 2],
    ['a hot meal and a shower', 2],
  ])('%s: %i', (text, things) => {
    const { needs, words } = read(text)
    expect(new Set(strandsOf(needs, words)).size).toBe(things)
  })
})
