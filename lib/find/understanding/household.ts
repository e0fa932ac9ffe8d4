import { amountOf, factOf, valuesOf } from './said.ts'
import type { Found, Reading } from './steps.ts'
import type { People } from './who.ts'

const LARGEST = 20
/** The value of a phrase that begins a list of people ("just me and my son"): they are counted. */
const LISTED = 'listed'

/** People in the household: the greatest number that is said, for "4 of us, me and 3 kids" says it twice. */
export function householdOf(own: readonly Found[], people: People): number | undefined {
  const sizes = own.flatMap((found) => {
    if (factOf(found) !== 'householdSize') return []
    const value = valuesOf([found], 'householdSize')[0] ?? '#'
    const size = value === LISTED ? countFrom(found, people) : amountOf(value, found.numbers[0])
    return size !== undefined && Number.isInteger(size) && size >= 1 && size <= LARGEST ? [size] : []
  })
  return sizes.length === 0 ? undefined : Math.max(...sizes)
}

/**
 * "Me, my husband and our 3 kids" are five: each person named in a row counts as one or as the number before them.
 * Several without a number ("me and the kids") leave it open.
 */
function countFrom({ reading, start, end }: Found, { mentions }: People): number | undefined {
  const { tokens, numbers, small } = reading
  let size = 1
  let many = 1
  let last = start
  for (let at = start; at < tokens.length && tokens[at]?.sentence === tokens[start]?.sentence; at += 1) {
    const person = mentions.find((each) => each.start === at && each.role !== 'self' && !each.pronoun)
    const number = numbers.get(at)
    if (person !== undefined) {
      if (many === 1 && isSeveral(reading, person.start)) return undefined
      // "Our baby girl", "my 5 year old son": one person named by two words.
      if (size === 1 || person.start > last) size += many
      many = 1
      last = person.end
      at = person.end - 1
    } else if (number !== undefined) {
      many = number.value
      at = number.end - 1
    } else if (at >= end && small[at] !== true) break
  }
  return size
}

function isSeveral({ classes }: Reading, at: number): boolean {
  return classes.get('several')?.has(at) ?? false
}
