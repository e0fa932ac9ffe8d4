import { describe, expect, it } from 'vitest'
import { frameAround, ringsOf } from './frame.ts'
import { overlap, placeLabels } from './labels.ts'
import { besideYou, marksOf, markText, rectOf } from './pins.ts'

const SAN_ANTONIO = { lat: 29.4246, lng: -98.4951 }

describe('frameAround', () => {
  it('puts the place looked from in the middle, north above south', () => {
    const frame = frameAround([{ lat: 29.5, lng: -98.5 }], SAN_ANTONIO)
    const [x, y] = frame?.project(SAN_ANTONIO) ?? []
    expect(x).toBeCloseTo(210, 0)
    expect(y).toBeCloseTo(210, 0)
    const [, north = 0] = frame?.project({ lat: 29.5, lng: -98.4951 }) ?? []
    expect(north).toBeLessThan(210)
  })

  it('is not stretched by one place far away', () => {
    const near = Array.from({ length: 9 }, (_, i) => ({ lat: 29.42 + i / 100, lng: -98.5 }))
    const frame = frameAround([...near, { lat: 32.78, lng: -96.8 }], SAN_ANTONIO)
    expect(frame?.radiusMiles).toBeLessThan(20)
    expect(frame?.shows({ lat: 32.78, lng: -96.8 })).toBe(false)
  })

  it('shows nothing when there is nothing', () => {
    expect(frameAround([], null)).toBeNull()
  })
})

describe('ringsOf', () => {
  it.each([
    [5, [1, 2, 5]],
    [30, [5, 10, 25]],
    [0.5, []],
  ])('within %d miles', (radius, rings) => expect(ringsOf(radius)).toEqual(rings))
})

describe('marksOf', () => {
  const pin = (number: number, x: number, approximate = false) => ({ number, x, y: 100, approximate })

  it('keeps places apart that are apart', () => {
    expect(marksOf([pin(1, 50), pin(2, 200)]).map((mark) => mark.numbers)).toEqual([[1], [2]])
  })

  it('gathers places that would hide each other, none lost', () => {
    const marks = marksOf([1, 2, 3, 4, 5].map((n) => pin(n, 100 + n)))
    expect(marks.flatMap((mark) => mark.numbers).sort()).toEqual([1, 2, 3, 4, 5])
    expect(marks.map(markText)).toEqual(['1 · 2 · 3 +2'])
  })

  it('leaves the place looked from in sight', () => {
    const [mark] = besideYou(marksOf([pin(1, 102)]), [100, 100])
    expect(mark && overlap(rectOf(mark), { x: 90, y: 90, width: 20, height: 20 })).toBe(false)
  })

  it('calls a shared mark approximate only when all its places are', () => {
    expect(marksOf([pin(1, 100, true), pin(2, 101)])[0]?.approximate).toBe(false)
  })
})

describe('placeLabels', () => {
  const size = { width: 420, height: 420 }
  const most = { city: 5, town: 5, county: 5, zip: 5 }
  const city = (text: string, x: number, y: number) => ({ text, x, y, kind: 'city' as const })

  it('moves a name that a pin covers, and drops one that has no room', () => {
    const [mark] = marksOf([{ number: 1, x: 200, y: 200, approximate: false }])
    const taken = mark ? [rectOf(mark)] : []
    const [label] = placeLabels([city('San Antonio', 200, 203)], taken, size, most)
    expect(label?.y).toBe(230)
    expect(placeLabels([city('A very long name', 20, 200)], [], size, most)).toEqual([])
  })

  it('lets no two names overlap', () => {
    const names = Array.from({ length: 30 }, (_, i) => city(`Town ${i}`, 60 + (i % 6) * 20, 60 + i * 4))
    const placed = placeLabels(names, [], size, { ...most, city: 30 })
    const rects = placed.map(({ x, y, text }) => ({
      x: x - text.length * 4,
      y: y - 14,
      width: text.length * 8,
      height: 17,
    }))
    for (const [i, a] of rects.entries())
      for (const b of rects.slice(i + 1)) expect(overlap(a, b)).toBe(false)
  })
})
