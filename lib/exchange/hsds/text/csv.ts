import type { Findings } from '#find/directory/feed/model.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { Realigner } from './realign.ts'
import { readRecords } from './records.ts'
import { openText, scanText, tellEncoding } from './text-file.ts'

export type CsvRow = { row: number; cells: Record<string, string> }

/**
 * Streams a CSV file as records by column name, `row` counted from 1. Repairs what is certain (encodings, line ends,
 * blanks before quotes, quotes inside a text, empty surplus cells, a row shifted by a comma that should have been
 * quoted) and reports the rest by row.
 *
 * @throws FeedError when the file has no header that can be read
 */
export async function* readCsv(file: FeedFile, findings: Findings): AsyncGenerator<CsvRow> {
  const scan = await scanText(file)
  tellEncoding(file, scan, findings)
  const dialect = { delimiter: delimiterOf(scan.head), lineEnds: lineEndsOf(scan.head) }
  if (dialect.lineEnds[0] === '\r') findings.note('cr-line-ends', file.name)

  let header: string[] | undefined
  let realigner: Realigner | undefined
  let row = 0
  for await (const record of readRecords(await openText(file, scan.encoding), dialect)) {
    if (!header) {
      header = headerOf(record.cells, file)
      realigner = new Realigner(header)
      continue
    }
    row++
    if (record.mended && record.cells?.length !== header.length) {
      findings.reject({ file: file.name, row }, null, 'a quote opens in this row and is not closed')
      continue
    }
    if (record.mended) findings.note('quotes-inside-text', `${file.name}, row ${row}`)
    const aligned = realigner?.align(record.cells ?? [])
    if (!aligned) {
      findings.reject(
        { file: file.name, row },
        null,
        `the row has ${record.cells?.length} cells where the header has ${header.length}, and which one is wrong is not certain`,
      )
      continue
    }
    if (aligned.repair) findings.note(aligned.repair, `${file.name}, row ${row}`)
    yield { row, cells: toCells(realigner?.header ?? header, aligned.cells) }
  }
}

function headerOf(cells: string[] | null, file: FeedFile): string[] {
  if (!cells) throw new FeedError(`${file.name} has no header that can be read: a quote in it is not closed.`)
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
