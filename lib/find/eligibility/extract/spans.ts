/** A stretch of a clause. */
export type Span = { start: number; end: number }

/** The text with spans turned to spaces, so that positions stay. */
export function blank(text: string, spans: Span[]): string {
  let result = text
  for (const { start, end } of spans)
    result = result.slice(0, start) + ' '.repeat(end - start) + result.slice(end)
  return result
}
