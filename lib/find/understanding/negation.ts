import type { Found, Reading } from './match.ts'

/** A refusal stands at most so many words before what is refused: "not looking for a job". */
const REACH = 3

/**
 * Whether words of a class (`not-wanted`, `past`, `not-so`) stand before what was found and speak of it: in its
 * clause, at most `reach` words away.
 */
export function stoodBy(
  found: Found,
  readings: readonly Reading[],
  name: 'not-wanted' | 'past' | 'not-so',
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
        ends.some(({ end }) => end <= (reach === 0 ? first : last) && first - end <= reach),
    ),
  )
}
