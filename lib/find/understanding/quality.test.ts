import { expect, it } from 'vitest'
import golden from '#data/golden/understanding.json' with { type: 'json' }
import { casesSchema, measureUnderstanding } from './quality.ts'

it('is as good on the golden requests as issue 3 asks', { timeout: 60_000 }, () => {
  const { items, crisisRecall, hardNegatives, failed } = measureUnderstanding(casesSchema.parse(golden))
  const shown = JSON.stringify(failed, null, 1)
  expect(items.right / items.of, shown).toBeGreaterThanOrEqual(0.95)
  expect(crisisRecall.right, shown).toBe(crisisRecall.of)
  expect(hardNegatives.right / hardNegatives.of, shown).toBeGreaterThanOrEqual(0.97)
})
