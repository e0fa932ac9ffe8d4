import type { StatedAges } from './extract/account.ts'
import { type Clause, clausesOf, MOST_CLAUSES, normalise } from './extract/clauses.ts'
import { combine, outerOf } from './extract/combine.ts'
import { incomeTableIn } from './extract/income-table.ts'
import { type Reading, readClause } from './extract/read-clause.ts'
import { sectionsOf } from './extract/sections.ts'
import type { Extraction } from './extraction.ts'

/**
 * Reads eligibility prose, English or Spanish, into rules. Precision first: what is not understood stands in `unknown`,
 * in its own words. `state` (USPS) tells two counties of one name apart; `stated` are limits that structured fields
 * state, so that prose which says the same is not asked about again.
 */
export function extract(
  prose: string,
  { state, stated }: { state?: string; stated?: StatedAges } = {},
): Extraction {
  const { text, beyond } = normalise(prose)
  const clauses = clausesOf(text)
  const table = incomeTableIn(clauses)
  const sections = sectionsOf(clauses.slice(0, MOST_CLAUSES)).map(({ program, clauses: own }) => ({
    program,
    readings: own.map(({ clause, negated, alternatives }) => {
      if (table?.nths.has(clause.nth)) return silent(clause, true)
      const reading = readClause(clause, { state, negated, first: clause.nth === 0 })
      // A line under "one of the following": nobody has to meet this one.
      if (alternatives) return silent(clause, false)
      return clause.nth < MOST_DESCRIBED ? reading : withoutDescription(reading)
    }),
  }))
  const extraction = combine(
    table ? [...outerOf(sections), table.finding] : outerOf(sections),
    sections.flatMap(({ readings }) => readings),
    stated,
  )
  extraction.unknown.push(...clauses.slice(MOST_CLAUSES).map(({ words }) => words))
  if (beyond) extraction.unknown.push(beyond)
  return extraction
}

/** Running prose says in its first sentences whom it serves; later ones name people by the way. */
const MOST_DESCRIBED = 3

function withoutDescription(reading: Reading): Reading {
  if (!reading.statement?.described) return reading
  const { statement: _, ...rest } = reading
  return rest
}

/** A clause of which no reader says anything; `accounted` when something else has read it. */
function silent(clause: Clause, accounted: boolean): Reading {
  return {
    clause,
    anyone: false,
    excluded: [],
    income: [],
    documents: [],
    insurance: [],
    marks: [],
    read: clause.text,
    origin: (at) => at,
    unsaid: false,
    harmless: accounted,
    process: accounted,
  }
}
