import { Transform } from 'node:stream'
import type { CountryCode } from 'libphonenumber-js'
import type { Feed, FeedItem } from '#find/directory/feed/model.ts'
import { Findings } from '#find/directory/feed/model.ts'
import { detectFormat, isJson } from './detect.ts'
import type { Mapping } from './flat/mapping.ts'
import { readFlat } from './flat/read-flat.ts'
import { readNested } from './nested/read-nested.ts'
import { readOhana } from './ohana/read-ohana.ts'
import type { FeedFile, OpenedFeed } from './open/model.ts'
import { isTable, readTables } from './tables/read-tables.ts'

export type ReadOptions = {
  /** For flat files: which column is what. */
  mapping?: Mapping
  /** Bytes read so far, of all bytes of the feed. Files that are looked at twice count once. */
  onRead?: (bytes: number, all: number) => void
}

/** A feed of any known format as records of HSDS 3.x. Nothing is read before `rows` is. */
export async function readFeed(opened: OpenedFeed, options: ReadOptions = {}): Promise<Feed> {
  const { mapping } = options
  const findings = new Findings()
  const files = metered(opened.files, options)
  if (mapping) {
    const country = mapping.country as CountryCode
    return { format: 'flat', country, findings, rows: inBatches(readFlat(files, mapping, findings)) }
  }
  const format = await detectFormat(opened.files)
  const rows = format === 'ohana' ? readOhana(files, findings) : rowsOf(files, findings)
  return { format, findings, rows }
}

async function* rowsOf(files: readonly FeedFile[], findings: Findings): AsyncGenerator<FeedItem[]> {
  const tables = files.filter((file) => /\.(csv|tsv)$/i.test(file.name))
  if (tables.some(isTable)) yield* readTables(tables, findings)
  yield* inBatches(readNested(files.filter(isJson), findings))
}

/** Items handed over together by readers that make them one by one. */
const BATCH = 200

async function* inBatches(items: AsyncIterable<FeedItem>): AsyncGenerator<FeedItem[]> {
  let batch: FeedItem[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Counts bytes as they are read; looking at a file first to learn its encoding is not progress. */
function metered(files: readonly FeedFile[], { onRead }: ReadOptions): FeedFile[] {
  if (!onRead) return [...files]
  const all = files.reduce((sum, file) => sum + file.bytes, 0)
  let read = 0
  return files.map((file) => ({
    ...file,
    open: async (purpose) => {
      const stream = await file.open(purpose)
      if (purpose === 'look') return stream
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          read += chunk.length
          onRead(Math.min(read, all), all)
          done(null, chunk)
        },
      })
      stream.on('error', (error) => meter.destroy(error))
      return stream.pipe(meter)
    },
  }))
}
