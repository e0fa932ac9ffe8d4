import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative, sep } from 'node:path'
import { type DownloadOptions, download } from './download.ts'
import { FeedError, type FeedFile, type OpenedFeed } from './model.ts'
import { isZip, openZip } from './zip.ts'

/** Opens a folder, a zip, a single file or a URL as the files of a feed. `close` removes what was fetched. */
export async function openFeed(where: string, options: DownloadOptions): Promise<OpenedFeed> {
  if (/^[a-z][a-z+.-]+:\/\//i.test(where)) return openUrl(where, options)
  const found = await stat(where).catch(() => null)
  if (!found) throw new FeedError(`There is no file or folder ${where}.`)
  if (found.isDirectory()) return { files: await filesOf(where), url: null, close: async () => {} }
  return openFile(where, basename(where), null)
}

async function openUrl(url: string, options: DownloadOptions): Promise<OpenedFeed> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-import-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const pages = await download(url, folder, options)
    const [only] = pages
    if (pages.length === 1 && only) {
      const opened = await openFile(join(folder, only), only, url)
      return { ...opened, close: () => opened.close().finally(remove) }
    }
    const files = await Promise.all(pages.map((page) => onDisk(join(folder, page), page)))
    return { files, url, close: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function openFile(path: string, name: string, url: string | null): Promise<OpenedFeed> {
  if (await isZip(path)) return { ...(await openZip(path)), url }
  return { files: [await onDisk(path, name)], url, close: async () => {} }
}

/** All files below a folder, in one order on every machine. */
async function filesOf(folder: string): Promise<FeedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map((path) => onDisk(path, relative(folder, path).split(sep).join('/'))),
  )
  return files.filter(isPartOfFeed).sort(byName)
}

async function onDisk(path: string, name: string): Promise<FeedFile> {
  const { size } = await stat(path)
  return { name, bytes: size, open: async () => createReadStream(path, { highWaterMark: 256 * 1024 }) }
}

/** Not what operating systems put beside files. */
export function isPartOfFeed({ name }: { name: string }): boolean {
  return !name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')
}

export function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
