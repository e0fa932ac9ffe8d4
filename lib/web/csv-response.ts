import { csvOf, csvPieces } from '#base/audit/csv.ts'

/** A file to keep, for this reader alone. @param name without ending, and without anything about a person */
export function csvResponse(
  name: string,
  columns: readonly string[],
  rows: readonly Record<string, unknown>[],
): Response {
  return new Response(csvOf(columns, rows), { headers: headersFor(name) })
}

/** The same for what is too much to hold: sent as it is read. What fails midway ends the download as failed. */
export function csvStream(
  name: string,
  columns: readonly string[],
  pages: AsyncIterable<readonly Record<string, unknown>[]>,
): Response {
  const pieces = csvPieces(columns, pages)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    // Whoever closes the window ends the reading too.
    async cancel() {
      await pieces.return()
    },
  })
  return new Response(body, { headers: headersFor(name) })
}

function headersFor(name: string): Record<string, string> {
  return {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
    'Cache-Control': 'no-store',
  }
}

/** An accounting of disclosures as a file: the four things that 45 CFR 164.528(b)(2) asks for, and the consent. */
export const DISCLOSURE_COLUMNS = ['at', 'recipient', 'fields', 'purpose', 'consentId'] as const
