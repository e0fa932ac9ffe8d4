import type { Meaning } from './lexicon.ts'
import { type Found, type Reading, search, stands } from './match.ts'
import type { Pattern } from './pattern.ts'

/** What the lexicons found in a text, in all of its languages, without what a longer phrase explains better. */
export type Findings = { needs: Found[]; facts: Found[]; crises: Found[] }

export function findingsOf(readings: readonly Reading[]): Findings {
  const found = readings.flatMap((reading) => {
    const vetoed = vetoes(reading)
    return search(reading, reading.lexicon.rules).filter(({ rule }) => !rule.unless.some(vetoed))
  })
  return {
    needs: longest(found.filter((each) => each.rule.meaning.kind === 'need')),
    facts: longest(
      found.filter((each) => each.rule.meaning.kind === 'fact'),
      (a, b) => subject(a.rule.meaning) === subject(b.rule.meaning) || subject(a.rule.meaning) === '-',
    ),
    crises: longest(
      found.filter((each) => each.rule.meaning.kind === 'crisis'),
      (a) => subject(a.rule.meaning) === '-',
    ),
  }
}

/** Whether a pattern stands in the text, worked out once. Vetoes are rare, so they are looked for only here. */
function vetoes(reading: Reading): (pattern: Pattern) => boolean {
  const known = new Map<Pattern, boolean>()
  return (pattern) => {
    const before = known.get(pattern)
    if (before !== undefined) return before
    const now = stands(reading, pattern)
    known.set(pattern, now)
    return now
  }
}

/** What a fact or crisis is about: two facts about one thing compete, others do not. */
function subject(meaning: Meaning): string {
  if (meaning.kind === 'fact') return meaning.fact
  if (meaning.kind === 'crisis') return meaning.crisis
  return meaning.kind === 'need' && meaning.need === '-' ? '-' : 'need'
}

/** `food stamps` explains `food`: a match whose words are all part of a longer one is dropped. */
function longest(found: Found[], competes: (longer: Found, shorter: Found) => boolean = () => true): Found[] {
  return found.filter((shorter) => {
    if (subject(shorter.rule.meaning) === '-') return false
    return !found.some(
      (longer) =>
        longer !== shorter &&
        (longer.used.length > shorter.used.length ||
          (longer.used.length === shorter.used.length && subject(longer.rule.meaning) === '-')) &&
        competes(longer, shorter) &&
        shorter.used.every((token) => longer.used.includes(token)),
    )
  })
}
