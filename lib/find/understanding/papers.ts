import { DOCUMENTS, type DocumentKind } from '#find/eligibility/facts.ts'
import { factOf, valuesOf } from './said.ts'
import type { Found, Reading } from './steps.ts'

/**
 * The papers the person can show, in the text's order; an empty list where they say that they have none. "I lost my
 * card, I only have a passport": a paper is held where a word of having governs it and not one of lacking or needing.
 */
export function papersOf(own: readonly Found[], readings: readonly Reading[]): DocumentKind[] | undefined {
  const said = own.filter((found) => factOf(found) === 'documents')
  const held = said.flatMap((found) => {
    const value = valuesOf([found], 'documents')[0] ?? ''
    const kind = DOCUMENTS.find((each) => each === value || `${GIVEN}${each}` === value)
    return kind !== undefined && (value.startsWith(GIVEN) || isHeld(found, readings)) ? [kind] : []
  })
  if (held.length > 0) return [...new Set(held)]
  return valuesOf(said, 'documents').includes('none') ? [] : undefined
}

/** Before the value of a phrase that itself says the paper was given: "my doctor referred me". */
const GIVEN = 'given:'

type Holding = { at: number; has: boolean }

/** By the words of its clause (the last before it, or else the next behind it), or else by the last in its sentence. */
function isHeld({ reading: { tokens }, start }: Found, readings: readonly Reading[]): boolean {
  const holdings = readings.flatMap((reading) => [
    ...positionsOf(reading, 'has-paper').map((at) => ({ at, has: true })),
    ...positionsOf(reading, 'lacks-paper').map((at) => ({ at, has: false })),
  ])
  // A word of lacking may hold one of having ("do not have"): it stands first and says more.
  const inOrder = holdings.sort((a, b) => a.at - b.at || Number(a.has) - Number(b.has))
  const beside = inOrder.filter(({ at }) => tokens[at]?.clause === tokens[start]?.clause)
  const sentence = inOrder.filter(({ at }) => tokens[at]?.sentence === tokens[start]?.sentence)
  const before = (among: readonly Holding[]): Holding | undefined => among.findLast(({ at }) => at < start)
  const nearest = before(beside) ?? beside[0] ?? before(sentence)
  return nearest?.has ?? false
}

/** Where phrases of a class begin that are no part of a longer phrase of `lacks-paper`. */
function positionsOf(reading: Reading, name: 'has-paper' | 'lacks-paper'): number[] {
  const lacking = [...(reading.classes.get('lacks-paper') ?? [])]
  return [...(reading.classes.get(name)?.keys() ?? [])].filter(
    (at) =>
      name === 'lacks-paper' ||
      !lacking.some(([start, spans]) => start <= at && spans.some(({ end }) => at < end)),
  )
}
