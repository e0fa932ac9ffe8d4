import type { Findings } from '#find/directory/feed/model.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { Realigner } from './realign.ts'
import { type CsvRecord, readRecords } from './records.ts'
import { openText, scanText, tellEncoding } from './text-file.ts'

export type CsvRow = { row: number; cells: Record<string, string> }

/** The names of a file's columns as its table knows them. */
export type ReadHeader = (names: readonly string[]) => readonly string[]

/**
 * Streams a CSV file as records by column name, `row` counted from 1, many at a time: handing over is what millions of
 * single rows would cost most. Repairs what is certain (encodings, line ends,
 * blanks before quotes, quotes inside a text, empty surplus cells, a row shifted by a comma that should have been
 * quoted) and reports the rest by row.
 *
 * @throws FeedError when the file has no header that can be read
 */
export async function* readCsv(
  file: FeedFile,
  findings: Findings,
  readHeader: ReadHeader = (names) => names,
): AsyncGenerator<CsvRow[]> {
  const scan = await scanText(file)
  tellEncoding(file, scan, findings)
  const dialect = { delimiter: delimiterOf(scan.head), lineEnds: lineEndsOf(scan.head) }
  if (dialect.lineEnds[0] === '\r') findings.note('cr-line-ends', file.name)

  const reader = new RowReader(file, findings, readHeader)
  for await (const records of readRecords(await openText(file, scan.encoding), dialect)) {
    const rows = records.flatMap((record) => reader.read(record) ?? [])
    if (rows.length > 0) yield rows
  }
}

/** Tells records from the header and puts their cells under its names. */
class RowReader {
  readonly #file: FeedFile
  readonly #findings: Findings
  readonly #readHeader: ReadHeader
  #realigner: Realigner | undefined
  #row = 0
  /** What was told of the file as a whole. */
  readonly #told = new Set<string>()

  constructor(file: FeedFile, findings: Findings, readHeader: ReadHeader) {
    this.#file = file
    this.#findings = findings
    this.#readHeader = readHeader
  }

  /** Null for the header, and for a row that cannot be read, which the findings then tell. */
  read({ cells, mended }: CsvRecord): CsvRow | null {
    const realigner = this.#realigner
    if (!realigner) {
      this.#realigner = new Realigner(this.#readHeader(headerOf(cells, this.#file)))
      return null
    }
    const at = { file: this.#file.name, row: ++this.#row }
    if (mended && cells?.length !== realigner.header.length) {
      this.#findings.reject(at, null, 'a quote opens in this row and is not closed')
      return null
    }
    if (mended) this.#findings.note('quotes-inside-text', `${at.file}, row ${at.row}`)
    const width = realigner.header.length
    const aligned = realigner.align(cells ?? [])
    if (!aligned) {
      this.#findings.reject(
        at,
        null,
        `the row has ${cells?.length} cells where the header has ${width}, and which one is wrong is not certain`,
      )
      return null
    }
    if (aligned.repair) this.#findings.note(aligned.repair, `${at.file}, row ${at.row}`)
    return { row: at.row, cells: this.#toCells(realigner.header, aligned.cells) }
  }

  /** A column without a name, and the second of one name that says something else, get a name of their own. */
  #toCells(header: readonly string[], values: readonly string[]): Record<string, string> {
    const cells: Record<string, string> = {}
    for (let i = 0; i < header.length; i++) {
      const value = values[i]
      if (!value) continue
      const name = header[i]
      if (!name) this.#keepUnnamed(cells, i, value)
      else if (cells[name] === undefined) cells[name] = value
      else if (cells[name] !== value) {
        this.#tellOnce('repeated-columns')
        cells[ownName(header, i)] = value
      }
    }
    return cells
  }

  #keepUnnamed(cells: Record<string, string>, column: number, value: string): void {
    // A table's own numbering of its lines: it would make every row behind a new one a changed one.
    if (column === 0 && (value === String(this.#row) || value === String(this.#row - 1))) return
    this.#tellOnce('unnamed-columns')
    cells[`unnamed_${column + 1}`] = value
  }

  #tellOnce(code: string): void {
    if (!this.#told.has(code)) this.#findings.note(code, `${this.#file.name}, row ${this.#row}`)
    this.#told.add(code)
  }
}

function headerOf(cells: string[] | null, file: FeedFile): string[] {
  if (!cells) throw new FeedError(`${file.name} has no header that can be read: a quote in it is not closed.`)
  const header = cells.map((name) => name.trim())
  if (header.every((name) => name === ''))
    throw new FeedError(`${file.name} has no header: its first line is empty.`)
  return header
}

/** The second column that is called `name` is `name_2`, in every row. */
function ownName(header: readonly string[], column: number): string {
  const name = header[column]
  let number = header.slice(0, column + 1).filter((other) => other === name).length
  while (header.includes(`${name}_${number}`)) number++
  return `${name}_${number}`
}

/** What ends the first line, quotes minded. */
function lineEndsOf(head: string): string[] {
  let quoted = false
  for (let at = 0; at < head.length; at++) {
    const char = head[at]
    if (char === '"') quoted = !quoted
    else if (!quoted && char === '\n') return ['\r\n', '\n']
    else if (!quoted && char === '\r') return head[at + 1] === '\n' ? ['\r\n', '\n'] : ['\r']
  }
  return ['\r\n', '\n']
}

/** Comma, semicolon, tab or bar: whichever stands most often in the first line outside quotes. */
function delimiterOf(head: string): string {
  const line = head.replace(/"[^"]*"/g, '').split(/\r|\n/, 1)[0] ?? ''
  const count = (mark: string) => line.split(mark).length
  return [',', ';', '\t', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}
