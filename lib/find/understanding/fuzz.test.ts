import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { personSchema } from '#find/eligibility/facts.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import { understand } from './understand.ts'

/** Milliseconds (issue 3). The test allows more: other tests share the processor. */
const SLOWEST = 50
const SHARED_PROCESSOR = 4

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.string({ unit: 'binary', maxLength: 6000 }),
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

beforeAll(() => {
  understand('warm')
})

it('never throws, answers in bounded time and only with known ids', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const began = performance.now()
      const understood = understand(text, { now: new Date('2026-11-24T15:00:00Z') })
      expect(performance.now() - began).toBeLessThan(SLOWEST * SHARED_PROCESSOR)
      expect(understood.needs.every(({ id }) => findNeed(id) !== undefined)).toBe(true)
      expect(personSchema.safeParse(understood.person).success).toBe(true)
    }),
    { numRuns: 150 },
  )
})
