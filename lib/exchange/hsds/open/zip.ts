import { open } from 'node:fs/promises'
import { PassThrough, type Readable } from 'node:stream'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { FeedError, type FeedFile, type OpenedFeed } from './model.ts'
import { byName, isPartOfFeed } from './open.ts'

/** Unpacked bytes of all entries together; a small file that claims more is made to fill a disk. */
const LARGEST = 8 * 1024 ** 3
const MOST_ENTRIES = 5000

/** By its first bytes, whatever its name. */
export async function isZip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    // An archive begins with its first file or, where it holds none, with its end.
    return [0x04034b50, 0x06054b50].includes(buffer.readUInt32LE(0))
  } finally {
    await file.close()
  }
}

/** The files of an archive, read where they lie: nothing is unpacked to disk. */
export async function openZip(path: string): Promise<Omit<OpenedFeed, 'url'>> {
  const zip = await openArchive(path)
  const entries = await listEntries(zip)
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (unpacked > LARGEST) {
    zip.close()
    throw new FeedError('The archive unpacks to more than 8 GB. Unpack it yourself and give the folder.')
  }
  const files = entries.map(
    (entry): FeedFile => ({
      name: entry.fileName,
      bytes: entry.uncompressedSize,
      open: () => openEntry(zip, entry),
    }),
  )
  return { files: files.filter(isPartOfFeed).sort(byName), close: async () => zip.close() }
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((opened, fail) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) fail(new FeedError(`The archive cannot be read: ${error.message}`, { cause: error }))
      else opened(zip)
    })
  })
}

function listEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((listed, fail) => {
    const entries: Entry[] = []
    zip.on('error', (error) =>
      fail(new FeedError(`The archive cannot be read: ${error.message}`, { cause: error })),
    )
    zip.on('end', () => listed(entries))
    zip.on('entry', (entry: Entry) => {
      if (!entry.fileName.endsWith('/')) entries.push(entry)
      if (entries.length > MOST_ENTRIES)
        fail(new FeedError(`The archive holds more than ${MOST_ENTRIES} files.`))
      else zip.readEntry()
    })
    zip.readEntry()
  })
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  const refuse = (error: Error) =>
    new FeedError(`${entry.fileName} in the archive cannot be read: ${error.message}`, { cause: error })
  return new Promise((opened, fail) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return fail(refuse(error))
      const file = new PassThrough()
      stream.on('error', (cause) => file.destroy(refuse(cause)))
      file.on('close', () => stream.destroy())
      opened(stream.pipe(file))
    })
  })
}
