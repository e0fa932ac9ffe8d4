import { csvOf } from '#base/audit/csv.ts'

/** A file to keep, for this reader alone. @param name without ending, and without anything about a person */
export function csvResponse(
  name: string,
  columns: readonly string[],
  rows: readonly Record<string, unknown>[],
): Response {
  return new Response(csvOf(columns, rows), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}.csv"`,
      'Cache-Control': 'no-store',
    },
  })
}

/** An accounting of disclosures as a file: the four things that 45 CFR 164.528(b)(2) asks for, and the consent. */
export const DISCLOSURE_COLUMNS = ['at', 'recipient', 'fields', 'purpose', 'consentId'] as const
