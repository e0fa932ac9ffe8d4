import { clausesOf, normalise } from './extract/clauses.ts'
import { combine, outerOf } from './extract/combine.ts'
import { type Reading, readClause } from './extract/read-clause.ts'
import { sectionsOf } from './extract/sections.ts'
import type { Extraction } from './extraction.ts'

/**
 * Reads eligibility prose, English or Spanish, into rules. Precision first: what is not understood stands in `unknown`,
 * in its own words. `state` (USPS) tells two counties of one name apart.
 */
export function extract(prose: string, { state }: { state?: string } = {}): Extraction {
  const sections = sectionsOf(clausesOf(normalise(prose))).map(({ program, clauses }) => ({
    program,
    readings: clauses.map(({ clause, negated, alternatives }) => {
      const reading = readClause(clause, { state, negated })
      return alternatives ? oneOf(reading) : reading
    }),
  }))
  return combine(
    outerOf(sections),
    sections.flatMap(({ readings }) => readings),
  )
}

/** A line under "one of the following": nobody has to meet this one. */
function oneOf({ clause }: Reading): Reading {
  return {
    clause,
    anyone: false,
    excluded: [],
    income: [],
    documents: [],
    insurance: [],
    leftover: true,
    harmless: false,
  }
}
