import { CsvError, type Parser, parse } from 'csv-parse'

export type Dialect = { delimiter: string; lineEnds: string[] }

/**
 * One record. `mended` is a line whose quotes do not pair: read so that a quote closes a cell only where the cell can
 * end, `cells` null where even that leaves one open. Whether the number of its cells is right is for the caller to see.
 */
export type CsvRecord = { cells: string[]; mended: false } | { cells: string[] | null; mended: true }

/** A record longer than this is an unclosed quote that swallows the rest of the file, in bytes. */
const LONGEST_RECORD = 1_000_000
const NOTHING: Buffer = Buffer.alloc(0)

/**
 * The records of a CSV text, those of one chunk of it together. A line in which quotes go wrong costs only itself: reading goes on with the line behind
 * it. The parser is fed by hand, because one that fails forgets the records it has read and not yet handed over.
 */
export async function* readRecords(
  text: AsyncIterable<Buffer | string>,
  dialect: Dialect,
): AsyncGenerator<CsvRecord[]> {
  const reader = new RecordReader(dialect)
  for await (const chunk of text) yield await reader.read(Buffer.from(chunk), false)
  yield await reader.read(NOTHING, true)
}

class RecordReader {
  readonly #dialect: Dialect
  #parsing: Parsing
  /** What the parser was given behind its last whole record. */
  #open = NOTHING

  constructor(dialect: Dialect) {
    this.#dialect = dialect
    this.#parsing = new Parsing(dialect)
  }

  async read(chunk: Buffer, last: boolean): Promise<CsvRecord[]> {
    const found: CsvRecord[] = []
    let input = chunk
    for (;;) {
      this.#open = this.#open.length > 0 ? Buffer.concat([this.#open, input]) : input
      const { records, bytes, failed } = await this.#parsing.parse(input, last)
      for (const cells of records) found.push({ cells, mended: false })
      this.#open = this.#open.subarray(bytes)
      if (!failed) return found
      const end = this.#firstLineEnd()
      const line = this.#open.toString('utf8', 0, end)
      if (line.trim() !== '') found.push({ cells: splitLine(line, this.#dialect.delimiter), mended: true })
      input = this.#open.subarray(end)
      this.#open = NOTHING
      this.#parsing = new Parsing(this.#dialect)
    }
  }

  #firstLineEnd(): number {
    const mark = this.#dialect.lineEnds.at(-1) ?? '\n'
    const at = this.#open.indexOf(mark)
    return at < 0 ? this.#open.length : at + mark.length
  }
}

/** One parser, until it fails. */
class Parsing {
  readonly #parser: Parser
  #records: string[][] = []
  /** End of the last whole record, in bytes of all that was parsed: now, and when it was last told. */
  #end = 0
  #told = 0

  constructor({ delimiter, lineEnds }: Dialect) {
    this.#parser = parse({
      delimiter,
      record_delimiter: lineEnds,
      bom: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_RECORD,
      on_record: (record: string[], { bytes }) => {
        this.#records.push(record)
        this.#end = bytes
        return null
      },
    })
    // Told by the callback of the write that failed.
    this.#parser.on('error', () => {})
    this.#parser.resume()
  }

  /** `bytes` says by how many the whole records have come forward. */
  async parse(input: Buffer, last: boolean) {
    const error = await new Promise<Error | null | undefined>((done) => {
      if (last) this.#parser.end(input, 'utf8', done as () => void)
      else this.#parser.write(input, done)
    })
    if (error && !(error instanceof CsvError)) throw error
    const records = this.#records
    const bytes = this.#end - this.#told
    this.#records = []
    this.#told = this.#end
    return { records, bytes, failed: Boolean(error) }
  }
}

/** Cells of one line in which a quote closes only before a delimiter or the end; null where one is left open. */
function splitLine(line: string, delimiter: string): string[] | null {
  const cells: string[] = []
  let rest = line.trim()
  for (;;) {
    const quoted = rest.startsWith('"')
    const end = quoted ? closingQuote(rest, delimiter) : rest.indexOf(delimiter)
    if (quoted && end < 0) return null
    const cell = quoted ? rest.slice(1, end) : end < 0 ? rest : rest.slice(0, end)
    cells.push(cell.replaceAll('""', '"').trim())
    const next = quoted ? rest.indexOf(delimiter, end) : end
    if (next < 0) return cells
    rest = rest.slice(next + delimiter.length).trimStart()
  }
}

function closingQuote(text: string, delimiter: string): number {
  for (let at = text.indexOf('"', 1); at > 0; at = text.indexOf('"', at + 1)) {
    const behind = text.slice(at + 1).trimStart()
    if (behind === '' || behind.startsWith(delimiter)) return at
  }
  return -1
}
