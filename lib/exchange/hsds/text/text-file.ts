import { isUtf8 } from 'node:buffer'
import { PassThrough, pipeline, Readable } from 'node:stream'
import iconv from 'iconv-lite'
import type { Findings } from '#find/directory/feed/model.ts'
import type { FeedFile } from '../open/model.ts'
import { decodeLine, type Encoding, LegacyVote, unicodeOf } from './encoding.ts'

export type TextScan = { encoding: Encoding; oddLines: number; head: string }

const HEAD = 64 * 1024
const LF = 0x0a
const CR = 0x0d

/** Reads a file once from end to end to learn its encoding; 100 MB take a fraction of a second. */
export async function scanText(file: FeedFile): Promise<TextScan> {
  const vote = new LegacyVote()
  let head = Buffer.alloc(0)
  let unicode: Encoding['unicode'] | undefined
  for await (const lines of byLines(await file.open('look'))) {
    unicode ??= unicodeOf(lines)
    if (head.length < HEAD) head = Buffer.concat([head, lines]).subarray(0, HEAD)
    if (unicode !== 'utf-8') {
      if (head.length >= HEAD) break
    } else if (!isUtf8(lines)) for (const line of splitLines(lines)) if (!isUtf8(line)) vote.add(line)
  }
  const encoding = { unicode: unicode ?? 'utf-8', legacy: vote.winner }
  const decoded =
    encoding.unicode === 'utf-8'
      ? decodeLine(head, encoding.legacy ?? 'windows-1252')
      : iconv.decode(head, encoding.unicode)
  return { encoding, oddLines: vote.lines, head: withoutMark(decoded) }
}

/** Says in the report which encoding a file turned out to have where that is not UTF-8. */
export function tellEncoding(
  { name }: FeedFile,
  { encoding, oddLines }: TextScan,
  findings: Pick<Findings, 'note'>,
): void {
  if (encoding.legacy) findings.note('encoding', `${name}: ${encoding.legacy}`, oddLines)
  if (encoding.unicode !== 'utf-8') findings.note('encoding', `${name}: ${encoding.unicode}`)
}

/** The file's text in UTF-8, without its byte-order mark. */
export async function openText(file: FeedFile, { unicode, legacy }: Encoding): Promise<Readable> {
  const raw = await file.open()
  // The pipeline hands an error of the file on to whoever reads the text.
  if (unicode !== 'utf-8')
    return pipeline(raw, iconv.decodeStream(unicode), new PassThrough({ encoding: 'utf8' }), () => {})
  if (legacy === null) return raw
  return Readable.from(decoded(raw, legacy), { objectMode: false })
}

async function* decoded(raw: Readable, legacy: NonNullable<Encoding['legacy']>) {
  for await (const lines of byLines(raw))
    yield isUtf8(lines)
      ? lines
      : splitLines(lines)
          .map((line) => decodeLine(line, legacy))
          .join('')
}

/** Chunks that end where a line ends, so that no character is ever cut in two. */
async function* byLines(raw: Readable): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    const end = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR)) + 1
    if (end === 0) {
      rest = Buffer.concat([rest, chunk])
      continue
    }
    yield rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, end)]) : chunk.subarray(0, end)
    rest = Buffer.from(chunk.subarray(end))
  }
  if (rest.length > 0) yield rest
}

/** Lines with their ends. */
function splitLines(lines: Buffer): Buffer[] {
  const split: Buffer[] = []
  let start = 0
  for (let at = 0; at < lines.length; at++)
    if (lines[at] === LF || lines[at] === CR) {
      split.push(lines.subarray(start, at + 1))
      start = at + 1
    }
  if (start < lines.length) split.push(lines.subarray(start))
  return split
}

export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
