/** A spreadsheet runs what begins like this as a formula; an apostrophe before it makes it the text that it is. */
const FORMULA = /^[=+\-@\t\r]/

function cell(value: unknown): string {
  const plain =
    value instanceof Date ? value.toISOString() : value === null || value === undefined ? '' : value
  const text = typeof plain === 'object' ? JSON.stringify(plain) : String(plain)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180, with a byte order mark, by which spreadsheets know that it is UTF-8. */
export function csvOf(columns: readonly string[], rows: readonly Record<string, unknown>[]): string {
  return head(columns) + body(columns, rows)
}

/** The same in pieces, as the rows come. */
export async function* csvPieces(
  columns: readonly string[],
  pages: AsyncIterable<readonly Record<string, unknown>[]>,
): AsyncGenerator<string, void, undefined> {
  yield head(columns)
  for await (const rows of pages) yield body(columns, rows)
}

function head(columns: readonly string[]): string {
  return `\uFEFF${columns.join(',')}\r\n`
}

function body(columns: readonly string[], rows: readonly Record<string, unknown>[]): string {
  return rows.map((row) => `${columns.map((column) => cell(row[column])).join(',')}\r\n`).join('')
}
