import { expect, it } from 'vitest'
import { type Example, learnCrisisWeights } from './learn-weights.ts'
import { lexicons } from './lexicon.ts'
import { CRISIS_KINDS } from './model.ts'
import { understand } from './understand.ts'
import { committedWeights, EVERY_TEXT, probabilities } from './weighing.ts'

const example = (crisis: Example['crisis'], ...ideas: string[]): Example => ({
  ideas: new Set(ideas),
  crisis,
})
const EXAMPLES = [
  ...Array.from({ length: 9 }, () => example('suicide', 'rope', 'goodbye')),
  ...Array.from({ length: 9 }, () => example('violence', 'knife', 'husband')),
  ...Array.from({ length: 30 }, () => example(null, 'husband', 'rent')),
]

it('learns which ideas speak for which crisis, and the same every time', () => {
  const weights = learnCrisisWeights(EXAMPLES)
  expect(weights).toEqual(learnCrisisWeights(EXAMPLES))
  const [, suicide = 0, , violence = 0] = probabilities(weights, ['rope', 'goodbye'])
  expect(CRISIS_KINDS[1]).toBe('suicide')
  expect(suicide).toBeGreaterThan(0.8)
  expect(violence).toBeLessThan(0.1)
  expect(probabilities(weights, ['husband', 'rent']).every((probability) => probability < 0.1)).toBe(true)
})

it('leaves out ideas that few requests have', () => {
  const weights = learnCrisisWeights([...EXAMPLES, example('medical', 'once')])
  expect([...weights.keys()]).not.toContain('once')
})

it('weighs only ideas that a lexicon has', () => {
  const known = new Set(
    [...lexicons().values()].flatMap(({ classes }) =>
      classes.flatMap((layer) =>
        [...layer.values()].flatMap((rules) =>
          rules.flatMap(({ meaning }) => (meaning.kind === 'class' ? [meaning.name] : [])),
        ),
      ),
    ),
  )
  expect([...committedWeights().keys()].filter((name) => name !== EVERY_TEXT && !known.has(name))).toEqual([])
})

it.each([
  ['i already picked the bridge. just wanted somebody to know before i go', 'suicide'],
  ['sè m nan di l ap kite nou, l ap bay tout rad li yo, l ekri yon lèt', 'suicide'],
  ['this rent is gonna be the death of me lol, any help in Akron', null],
] as const)('hears what no phrase says: %s', (text, crisis) => {
  expect(understand(text).crisis).toBe(crisis)
})
