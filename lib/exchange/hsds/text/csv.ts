import type { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Findings } from '#find/directory/feed/model.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { Realigner } from './realign.ts'
import { openText, scanText } from './text-file.ts'

export type CsvRow = { row: number; cells: Record<string, string> }

/** A record longer than this is an unclosed quote that swallows the rest of the file. */
const LONGEST_RECORD = 1_000_000

/**
 * Streams a CSV file as records by column name, `row` counted from 1. Repairs what is certain (encodings, line ends,
 * blanks before quotes, empty surplus cells, a row shifted by a comma that should have been quoted) and reports the
 * rest by row.
 */
export async function* readCsv(file: FeedFile, findings: Findings): AsyncGenerator<CsvRow> {
  const scan = await scanText(file)
  if (scan.encoding.legacy) findings.note('encoding', `${file.name}: ${scan.encoding.legacy}`, scan.oddLines)
  if (scan.encoding.unicode !== 'utf-8') findings.note('encoding', `${file.name}: ${scan.encoding.unicode}`)
  const dialect = { delimiter: delimiterOf(scan.head), lineEnds: lineEndsOf(scan.head) }
  if (dialect.lineEnds[0] === '\r') findings.note('cr-line-ends', file.name)

  let header: string[] | undefined
  let realigner: Realigner | undefined
  let row = 0
  for await (const record of records(file, scan.encoding, dialect)) {
    if ('broken' in record) {
      row++
      findings.reject({ file: file.name, row }, null, record.broken)
      continue
    }
    if (!header) {
      header = headerOf(record.cells, file)
      realigner = new Realigner(header)
      continue
    }
    row++
    const aligned = realigner?.align(record.cells)
    if (!aligned) {
      findings.reject(
        { file: file.name, row },
        null,
        `the row has ${record.cells.length} cells where the header has ${header.length}, and which one is wrong is not certain`,
      )
      continue
    }
    if (aligned.repair) findings.note(aligned.repair, `${file.name}, row ${row}`)
    yield { row, cells: toCells(realigner?.header ?? header, aligned.cells) }
  }
}

function headerOf(cells: string[], file: FeedFile): string[] {
  const header = cells.map((name) => name.trim())
  if (header.every((name) => name === ''))
    throw new FeedError(`${file.name} has no header: its first line is empty.`)
  return header
}

function toCells(header: readonly string[], values: readonly string[]): Record<string, string> {
  const cells: Record<string, string> = {}
  for (let i = 0; i < header.length; i++) {
    const name = header[i]
    const value = values[i]
    if (name && value) cells[name] ??= value
  }
  return cells
}

type Dialect = { delimiter: string; lineEnds: string[] }
type Parsed = { cells: string[] } | { broken: string }

/** Begins again behind the line in which a quote is never closed, so that one slip does not cost the rest. */
async function* records(
  file: FeedFile,
  encoding: Parameters<typeof openText>[1],
  { delimiter, lineEnds }: Dialect,
): AsyncGenerator<Parsed> {
  let skip = 0
  for (;;) {
    let lines = 0
    const parser = parse({
      delimiter,
      record_delimiter: lineEnds,
      bom: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_RECORD,
      on_record: (record: string[], context) => {
        lines = context.lines
        return record
      },
    })
    const text = await openText(file, encoding)
    text.on('error', (error) => parser.destroy(error))
    pipeFrom(text, skip).pipe(parser)
    try {
      for await (const cells of parser as AsyncIterable<string[]>) yield { cells }
      return
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      text.destroy()
      skip += lines + 1
      yield { broken: 'a quote opens in this row and is not closed' }
    }
  }
}

/** The text from a line on, counted in raw line ends. */
function pipeFrom(text: Readable, skip: number): Readable {
  return skip === 0 ? text : (text.compose(skipLines(skip)) as unknown as Readable)
}

function skipLines(count: number) {
  return async function* (source: AsyncIterable<Buffer | string>) {
    let left = count
    for await (const chunk of source) {
      let part = chunk.toString()
      while (left > 0) {
        const end = /\r\n|\n|\r/.exec(part)
        if (!end) break
        part = part.slice(end.index + end[0].length)
        left--
      }
      if (left === 0) yield part
    }
  }
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
