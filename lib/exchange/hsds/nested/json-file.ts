import { JSONParser } from '@streamparser/json'
import type { Findings } from '#find/directory/feed/model.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { openText, scanText, tellEncoding } from '../text/text-file.ts'

/** `under` is the property the document stood in (`contents`, `services`), null at the root. */
export type JsonDocument = { row: number; under: string | null; value: unknown }

/** A single document up to this size is parsed whole; the lists that may be larger are streamed. */
const WHOLE = 32 * 1024 ** 2

/**
 * The documents of a JSON file, one after the other: each line of JSON Lines, each element of a list, each element of
 * the lists in an envelope, or the one object there is. A line that is no JSON is reported and costs only itself.
 */
export async function* readJson(file: FeedFile, findings: Findings): AsyncGenerator<JsonDocument> {
  const scan = await scanText(file)
  const { head, encoding } = scan
  tellEncoding(file, scan, findings)
  const broken = (row: number, why: string) => findings.reject({ file: file.name, row }, null, why)
  const text = await openText(file, encoding)
  if (isJsonLines(file, head)) yield* readLines(text, broken)
  else if (head.trimStart().startsWith('[')) yield* stream(text, ['$.*'], file)
  else if (file.bytes > WHOLE) yield* stream(text, ['$.*.*'], file)
  else yield* readWhole(text, file)
}

function isJsonLines(file: FeedFile, head: string): boolean {
  if (/\.(jsonl|ndjson)$/i.test(file.name)) return true
  return /^\s*\{[^\n]*\}\s*\n\s*\{/.test(head)
}

async function* readLines(
  text: AsyncIterable<Buffer | string>,
  broken: (row: number, why: string) => void,
): AsyncGenerator<JsonDocument> {
  let row = 0
  for await (const line of linesOf(text)) {
    if (line.trim() === '') continue
    row++
    try {
      yield { row, under: null, value: JSON.parse(line) as unknown }
    } catch {
      broken(row, 'this line is not JSON')
    }
  }
}

async function* linesOf(text: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  for await (const chunk of text) {
    const lines = (
      rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    ).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

async function* readWhole(
  text: AsyncIterable<Buffer | string>,
  file: FeedFile,
): AsyncGenerator<JsonDocument> {
  const chunks: Buffer[] = []
  for await (const chunk of text) chunks.push(Buffer.from(chunk))
  const words = new TextDecoder('utf-8').decode(Buffer.concat(chunks))
  const value = parseOrThrow(words, file)
  if (!isRecord(value)) {
    yield { row: 1, under: null, value }
    return
  }
  // The page behind the last one.
  if (Array.isArray(value.contents) && value.contents.length === 0) return
  const lists = Object.entries(value).filter(
    ([name, list]) => isListOfRecords(list) && isEnvelope(value, name),
  )
  if (lists.length === 0) yield { row: 1, under: null, value }
  for (const [under, list] of lists) {
    let row = 0
    for (const element of list as unknown[]) yield { row: ++row, under, value: element }
  }
}

function parseOrThrow(words: string, file: FeedFile): unknown {
  try {
    return JSON.parse(words) as unknown
  } catch (error) {
    throw new FeedError(`${file.name} is not JSON: ${(error as Error).message}`, { cause: error })
  }
}

/** A list of documents around which there is only paging, or lists by table name; not a record with children. */
function isEnvelope(value: Record<string, unknown>, name: string): boolean {
  return (
    !('id' in value) &&
    !('name' in value) &&
    (name === 'contents' || Object.values(value).every((other) => !isRecord(other)))
  )
}

async function* stream(
  text: AsyncIterable<Buffer | string>,
  paths: string[],
  file: FeedFile,
): AsyncGenerator<JsonDocument> {
  const found: JsonDocument[] = []
  const rows = new Map<string | null, number>()
  const parser = new JSONParser({ paths, keepStack: false })
  parser.onValue = ({ value, stack }) => {
    const under = stack.length > 1 ? String(stack[1]?.key ?? '') : null
    const row = (rows.get(under) ?? 0) + 1
    rows.set(under, row)
    found.push({ row, under, value })
  }
  parser.onError = (error) => {
    throw new FeedError(`${file.name} is not JSON: ${error.message}`, { cause: error })
  }
  for await (const chunk of text) {
    parser.write(chunk)
    yield* found.splice(0)
  }
  yield* found.splice(0)
  if (!parser.isEnded) throw new FeedError(`${file.name} ends in the middle: it is not complete JSON.`)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord)
}
