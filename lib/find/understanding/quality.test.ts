import { expect, it } from 'vitest'
import { labelledRequests, measureUnderstanding } from './quality.ts'

it.each(labelledRequests())('is as good as wanted on $set', { timeout: 60_000 }, ({ cases }) => {
  const { items, crisisRecall, hardNegatives, ordinary, failed } = measureUnderstanding(cases)
  const shown = JSON.stringify(failed, null, 1)
  expect(items.right / items.of, shown).toBeGreaterThanOrEqual(0.95)
  expect(crisisRecall.right, shown).toBe(crisisRecall.of)
  expect(hardNegatives.right / hardNegatives.of, shown).toBeGreaterThanOrEqual(0.97)
  expect(ordinary.right, shown).toBe(ordinary.of)
})
