import { saysAnyone } from './extract/anyone.ts'
import { clausesOf, normalise } from './extract/clauses.ts'
import type { Extraction } from './extraction.ts'

/**
 * Reads eligibility prose, English or Spanish, into rules. Precision first: what is not understood stands in `unknown`,
 * in its own words. `state` (USPS) tells two counties of one name apart.
 */
export function extract(prose: string, _context: { state?: string } = {}): Extraction {
  const extraction: Extraction = { findings: [], noCondition: [], unknown: [] }
  for (const { words, text } of clausesOf(normalise(prose))) {
    if (saysAnyone(text)) extraction.findings.push({ field: 'openToAll', value: true, sure: true, words })
    else extraction.unknown.push(words)
  }
  return extraction
}
