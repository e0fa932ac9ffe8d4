import type { Found, Reading } from './steps.ts'

/** A refusal stands at most so many words before what is refused: "not looking for a job". */
const REACH = 3

/**
 * Whether words of a class (`not-wanted`, `past`, `not-so`, `back-then`) stand before what was found and speak of it: in its
 * clause, at most `reach` words away.
 */
export function stoodBy(
  found: Found,
  readings: readonly Reading[],
  name: 'not-wanted' | 'past' | 'not-so' | 'back-then',
  reach: number = REACH,
): boolean {
  const first = Math.min(...found.used)
  const last = Math.max(...found.used)
  return readings.some((reading) =>
    [...(reading.classes.get(name) ?? [])].some(
      ([start, ends]) =>
        start <= first &&
        !found.used.includes(start) &&
        reading.tokens[start]?.clause === reading.tokens[first]?.clause &&
        !turns(reading, start, first) &&
        ends.some(({ end }) => end <= (reach === 0 ? first : last) && first - end <= reach),
    ),
  )
}

/** "Not homeless any more but need furniture": behind a `but` the refusal is over. */
function turns(reading: Reading, from: number, to: number): boolean {
  return [...(reading.classes.get('but')?.keys() ?? [])].some((at) => from < at && at < to)
}
