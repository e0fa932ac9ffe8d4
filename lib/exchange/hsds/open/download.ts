import { createWriteStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { addressGuard } from './address-guard.ts'
import { FeedError } from './model.ts'

const LARGEST_FILE = 2 * 1024 ** 3
const MOST_REDIRECTS = 5
const MOST_PAGES = 20_000
/** Without a byte for this long the server is given up, in milliseconds. */
const SILENCE = 60_000

type Options = { allowPrivate: boolean }

/**
 * Fetches a URL into `folder`. A page of an HSDS API is followed by the pages after it.
 *
 * @returns names of the files written, in order
 * @throws FeedError when the address is not public, the answer is no success or grows past 2 GB
 */
export async function download(url: string, folder: string, options: Options): Promise<string[]> {
  const first = await fetchInto(url, folder, nameOf(url), options)
  const names = [first]
  const pages = await pagesAfter(join(folder, first))
  for (let page = 2; page <= pages; page++) {
    const next = new URL(url)
    next.searchParams.set('page', String(page))
    names.push(await fetchInto(next.href, folder, `page-${String(page).padStart(6, '0')}.json`, options))
  }
  return names
}

/** The file's name of a URL, made harmless. */
function nameOf(url: string): string {
  const last = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? 'feed'
  return last.replace(/[^\w.-]/g, '_').replace(/^\.+/, '') || 'feed'
}

/** How many pages the envelope of HSDS 3.x announces; 1 for everything that is no such page. */
async function pagesAfter(path: string): Promise<number> {
  const head = await headOf(path)
  if (!/^\s*\{/.test(head) || !/"contents"|"page_number"|"total_pages"/.test(head)) return 1
  const page = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  if (!Array.isArray(page.contents) || page.last_page === true) return 1
  const total = Number(page.total_pages ?? 1)
  if (total > MOST_PAGES)
    throw new FeedError(`The API announces ${total} pages; more than ${MOST_PAGES} are not followed.`)
  return Number.isInteger(total) && Number(page.page_number ?? 1) === 1 ? total : 1
}

async function headOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2048), 0, 2048, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function fetchInto(url: string, folder: string, name: string, options: Options): Promise<string> {
  const answer = await get(url, options, 0)
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > LARGEST_FILE ? new FeedError('The answer is larger than 2 GB.') : null, chunk)
    },
  })
  const named = /json/i.test(answer.headers['content-type'] ?? '') && !/\./.test(name) ? `${name}.json` : name
  await pipeline(answer, meter, createWriteStream(join(folder, named)))
  return named
}

/** Follows redirects by hand: each hop is checked like the first address. */
async function get(url: string, options: Options, hops: number): Promise<IncomingMessage> {
  if (hops > MOST_REDIRECTS) throw new FeedError(`The server redirects more than ${MOST_REDIRECTS} times.`)
  const answer = await send(new URL(url), options)
  const status = answer.statusCode ?? 0
  const target = answer.headers.location
  if (status >= 300 && status < 400 && target) {
    answer.resume()
    return get(new URL(target, url).href, options, hops + 1)
  }
  if (status !== 200) {
    answer.resume()
    throw new FeedError(`${new URL(url).host} answered ${status} instead of the feed.`)
  }
  return answer
}

function send(url: URL, { allowPrivate }: Options): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FeedError(`A feed is fetched by http or https, not ${url.protocol}`)
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = { accept: 'application/json, application/x-ndjson, text/csv, application/zip, */*' }
  return new Promise((answered, fail) => {
    const sent = request(
      url,
      { headers, timeout: SILENCE, agent: false, ...addressGuard(url, allowPrivate) },
      answered,
    )
    sent.on('timeout', () => sent.destroy(new FeedError(`${url.host} does not answer.`)))
    sent.on('error', (error) =>
      fail(
        error instanceof FeedError
          ? error
          : new FeedError(`${url.host} cannot be reached: ${error.message}`, { cause: error }),
      ),
    )
    sent.end()
  })
}
