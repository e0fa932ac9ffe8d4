import { expect, it } from 'vitest'
import { labelledRequests, measureUnderstanding } from './quality.ts'

it.each(labelledRequests().filter(({ open }) => !open))(
  'is as good as wanted on $set',
  { timeout: 240_000 },
  ({ set, cases }) => {
    const { needs, person, place, crisisRecall, hardNegatives, ordinary, failed } =
      measureUnderstanding(cases)
    const shown = JSON.stringify(failed, null, 1)
    for (const share of [needs, person, place]) {
      expect(share.right, shown).toBeGreaterThanOrEqual(share.of * 0.95)
    }
    // Requests of everyday trouble on purpose, some of which a careful reader would also ask about: the cases written for
    // crises decide; here the share of false alarms may not grow.
    const alarmFree = set.endsWith('understanding-own.json') ? 0.98 : 1
    expect(crisisRecall.right, shown).toBe(crisisRecall.of)
    expect(hardNegatives.right, shown).toBeGreaterThanOrEqual(hardNegatives.of * 0.97)
    expect(ordinary.right, shown).toBeGreaterThanOrEqual(ordinary.of * alarmFree)
  },
)
