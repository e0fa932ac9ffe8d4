import fc from 'fast-check'
import { expect, it } from 'vitest'
import golden from '#data/golden/understanding.json' with { type: 'json' }
import { personSchema } from '#find/eligibility/facts.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import { readRequest, STEPS, understand } from './understand.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.string({ unit: 'binary', maxLength: 20_000 }),
  fc.string({ unit: fc.constantFrom('ا', 'ل', 'م', 'ن', ' ', 'و', 'أ', 'ة', 'ُ'), maxLength: 3000 }),
  fc.string({ unit: fc.constantFrom('我', '想', '死', '房', '租', '，', '的', '一'), maxLength: 3000 }),
  fc
    .array(
      fc.constantFrom('help', 'my', 'kid', 'rent', 'the', 'bus', 'doctor', 'not', 'he', 'kill', 'me', '5'),
      {
        maxLength: 900,
      },
    )
    .map((words) => words.join(' ')),
  fc
    .array(
      fc.constantFrom(
        'nha',
        'tiền',
        'tôi',
        'muốn',
        'ako',
        'anak',
        'mwen',
        'pa',
        'gen',
        'kay',
        'hijo',
        'renta',
      ),
      {
        maxLength: 900,
      },
    )
    .map((words) => words.join(' ')),
)

/**
 * No text may take more than 50 ms (issue 3). Steps are counted instead of time, which other tests share: a quiet
 * processor takes the whole budget in that.
 */
it('never throws, stays within its budget of steps and names only known ids', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(readRequest(text).work.left).toBeGreaterThan(0)
      const understood = understand(text, { now: new Date('2026-11-24T15:00:00Z') })
      expect(understood.needs.every(({ id }) => findNeed(id) !== undefined)).toBe(true)
      expect(personSchema.safeParse(understood.person).success).toBe(true)
    }),
    { numRuns: 150 },
  )
})

it('cuts what would take longer, and still answers', { timeout: 60_000 }, () => {
  const text = 'help my kid rent '.repeat(140)
  expect(STEPS - readRequest(text).work.left).toBeLessThan(STEPS * 1.1)
  expect(understand(text).needs.length).toBeGreaterThan(0)
})

it('understands the same whatever was read before, and in whatever order', { timeout: 60_000 }, () => {
  const texts = golden.map(({ text }) => text)
  const alone = new Map(texts.map((text) => [text, JSON.stringify(understand(text))]))
  fc.assert(
    fc.property(fc.shuffledSubarray(texts, { minLength: 5, maxLength: 20 }), (some) => {
      for (const text of some) expect(JSON.stringify(understand(text))).toBe(alone.get(text))
    }),
    { numRuns: 10 },
  )
})
