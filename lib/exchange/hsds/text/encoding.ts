import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

export type Legacy = 'windows-1252' | 'macintosh'

/** How the bytes of a text file are to be read. `legacy` reads what is not UTF-8; null where everything is. */
export type Encoding = { unicode: 'utf-8' | 'utf-16le' | 'utf-16be'; legacy: Legacy | null }

/**
 * By byte-order mark or, where an exporter left it out, by the zero that is every other byte of Latin letters in
 * UTF-16. Everything else is taken for UTF-8, and what contradicts that is read as an older encoding.
 */
export function unicodeOf(head: Buffer): Encoding['unicode'] {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0] as [number, number]
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[(at % 2) as 0 | 1]++
  const [even, odd] = zeros
  if (Math.max(even, odd) < head.length / 3) return 'utf-8'
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/**
 * Which of the two single-byte encodings that old exporters write makes better words of a file's bytes above 127.
 * Chardet does not know Mac Roman, and one file often mixes encodings, so the question is asked of the odd bytes
 * alone, by what stands around them: a capital inside a word or a currency sign in one speaks against a reading.
 */
export class LegacyVote {
  readonly #scores: Record<Legacy, number> = { 'windows-1252': 0, macintosh: 0 }
  /** Lines that are not UTF-8. */
  lines = 0

  /** Looks at one line that is not UTF-8. */
  add(line: Buffer): void {
    this.lines++
    for (const [start, end] of oddRuns(line))
      for (const legacy of ['windows-1252', 'macintosh'] as const)
        this.#scores[legacy] += plausibility(
          iconv.decode(line.subarray(start, end), legacy),
          line[start - 1],
          line[end],
        )
  }

  get winner(): Legacy | null {
    if (this.lines === 0) return null
    return this.#scores.macintosh > this.#scores['windows-1252'] ? 'macintosh' : 'windows-1252'
  }
}

const COMMON_SIGNS = /[‘’“”–—…•·°®©™½¼¾¿¡«»\u00a0]/
const isLower = (byte: number | undefined) => byte !== undefined && byte >= 0x61 && byte <= 0x7a

function plausibility(text: string, before: number | undefined, after: number | undefined): number {
  let score = 0
  for (const char of text) {
    if (COMMON_SIGNS.test(char)) score += 1
    else if (/\p{Ll}/u.test(char)) score += 2
    else if (/\p{Lu}/u.test(char)) score += isLower(before) ? -3 : 1
    else score -= 2
  }
  return isLower(before) && isLower(after) && !/\p{L}|’|–|—/u.test(text) ? score - 2 : score
}

/** Reads one line: UTF-8 where it is, the older encoding where it is not. */
export function decodeLine(line: Buffer, legacy: Legacy): string {
  if (isUtf8(line)) return line.toString('utf8')
  let text = ''
  let done = 0
  for (const [start, end] of oddRuns(line)) {
    text += line.toString('utf8', done, start) + decodeRun(line.subarray(start, end), legacy)
    done = end
  }
  return text + line.toString('utf8', done)
}

/**
 * A run of bytes that is not UTF-8. Text that was once UTF-8, read as Windows-1252 and saved as Mac Roman is
 * recognised by the way back giving UTF-8 again: three bytes 89 DB D2 were a dash.
 */
function decodeRun(run: Buffer, legacy: Legacy): string {
  if (run.length > 1) {
    const back = iconv.encode(iconv.decode(run, 'macintosh'), 'windows-1252')
    if (back.some((byte) => byte > 127) && isUtf8(back)) return back.toString('utf8')
  }
  return iconv.decode(run, legacy)
}

/** [start, end) of each stretch of bytes that belongs to no valid UTF-8 sequence. */
function oddRuns(line: Buffer): [number, number][] {
  const runs: [number, number][] = []
  let at = 0
  while (at < line.length) {
    const length = sequenceLength(line, at)
    if (length > 0) {
      at += length
      continue
    }
    const last = runs.at(-1)
    if (last && last[1] === at) last[1] = at + 1
    else runs.push([at, at + 1])
    at++
  }
  return runs
}

/** Bytes of the valid UTF-8 sequence at `at`, 0 where there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0
}
