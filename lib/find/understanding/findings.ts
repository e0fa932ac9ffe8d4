import type { Meaning } from './lexicon.ts'
import { type Found, type Reading, search, stands } from './match.ts'
import { CRISIS_STRENGTHS } from './model.ts'
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
      (a, b) => subject(a.rule.meaning) === '-' || saysMore(a.rule.meaning, b.rule.meaning),
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

/** A longer phrase of one kind explains a shorter one of another ("he choked me, I could hardly breathe"). */
function saysMore(longer: Meaning, shorter: Meaning): boolean {
  if (longer.kind !== 'crisis' || shorter.kind !== 'crisis' || longer.crisis === shorter.crisis) return false
  return CRISIS_STRENGTHS.indexOf(longer.strength) >= CRISIS_STRENGTHS.indexOf(shorter.strength)
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
        covers(longer, shorter),
    )
  })
}

/** Whether a match takes in every word of another; small words may also lie between its own. */
function covers(longer: Found, shorter: Found): boolean {
  return shorter.used.every(
    (token) =>
      longer.used.includes(token) ||
      (shorter.reading.small[token] === true && token > longer.start && token < longer.end - 1),
  )
}
