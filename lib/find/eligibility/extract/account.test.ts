import { expect, it } from 'vitest'
import own from '#data/golden/eligibility-own.json' with { type: 'json' }
import { extract } from '../extract.ts'
import { rulesOf } from '../rules-of.ts'
import { clausesOf, normalise } from './clauses.ts'
import { sectionsOf } from './sections.ts'

/** The clauses of a text, headings that only name a program left out. */
function clauses(text: string): string[] {
  return sectionsOf(clausesOf(normalise(text).text)).flatMap((section) =>
    section.clauses.map(({ clause }) => clause.words),
  )
}

it.each(own.invented.map(({ id, text }) => [id, text] as const))(
  'accounts for every clause of %s: %s',
  (_, text) => {
    const { findings, noCondition, unknown } = extract(text)
    for (const words of clauses(text)) {
      const ruled = findings.some((finding) => finding.words.includes(words))
      const parts = unknown.filter((part) => words.includes(part) && part !== words)
      expect(ruled || noCondition.includes(words) || unknown.includes(words) || parts.length > 0, words).toBe(
        true,
      )
      // Wholly a rule and wholly unknown, or asked about though it asks nothing: never both.
      expect(ruled && unknown.includes(words), words).toBe(false)
      expect(noCondition.includes(words) && unknown.includes(words), words).toBe(false)
    }
  },
)

it.each([
  ['No income test and no papers asked.'],
  ['No ID needed.'],
  ['Nobody is asked for a name.'],
  ['We do not ask about immigration status.'],
  ['Immigration status is not asked.'],
])('reads "%s" as asking nothing', (text) => {
  expect(extract(text)).toMatchObject({ noCondition: [text], unknown: [] })
})

it('quotes only what no rule says', () => {
  expect(extract('Adults eighteen (18) and older with a late notice in Bexar County').unknown).toEqual([
    'with a late notice',
  ])
  expect(
    extract('Youth 12-24 years old who have experienced neglect, substance abuse, and hard times.').unknown,
  ).toEqual(['who have experienced neglect, substance abuse, and hard times'])
})

it('asks about words for people that no rule turns into a limit', () => {
  expect(extract('Seniors.').unknown).toEqual(['Seniors.'])
  expect(extract('Homeless women and children').unknown).toEqual(['women and children'])
  expect(extract('Men and women of any age.').unknown).toEqual([])
})

it('does not ask about limits that a structured field states already', () => {
  const service = rulesOf({
    minimumAge: 3,
    maximumAge: 17,
    eligibilityDescription: 'Children. Ages 3 to 17. Teens may ask for help on their own in some cases.',
  })
  expect(service.rules.map(({ when }) => when)).toEqual([
    { fact: 'age', min: 3 },
    { fact: 'age', max: 17 },
  ])
  expect(service.unknown).toEqual(['Teens may ask for help on their own in some cases.'])
})

it('leaves no script unread as if it asked nothing', () => {
  expect(extract('仅限65岁以上的老人').unknown).not.toEqual([])
  expect(extract('للنساء فقط').unknown).not.toEqual([])
})
