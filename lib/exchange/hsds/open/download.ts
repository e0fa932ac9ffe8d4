import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { JSONParser } from '@streamparser/json'
import { type AllowPrivate, addressGuard } from './address-guard.ts'
import { FeedError } from './model.ts'

/** Bytes of all that is fetched for one feed. */
const LARGEST = 2 * 1024 ** 3
const MOST_REDIRECTS = 5
const MOST_PAGES = 20_000
/** Without a byte for this long the server is given up, in milliseconds. */
const SILENCE = 60_000

export type DownloadOptions = { allowPrivate: AllowPrivate; largest?: number }

/**
 * Fetches a URL into `folder`. A page of an HSDS API is followed by the pages after it.
 *
 * @returns names of the files written, in order
 * @throws FeedError when an address is not public, an answer is no success or all of them grow past 2 GB
 */
export async function download(url: string, folder: string, options: DownloadOptions): Promise<string[]> {
  const fetcher = new Fetcher(folder, options)
  const names = [await fetcher.fetch(url, nameOf(url))]
  const page = new URL(url)
  // Only somebody who began with the first page wants them all.
  if ((page.searchParams.get('page') ?? '1') !== '1') return names
  let before: Envelope | null = null
  for (;;) {
    const envelope: Envelope | null = await readEnvelope(join(folder, names.at(-1) ?? ''))
    const next = nextPage(envelope, before, names.length)
    if (next === null) return names
    before = envelope
    page.searchParams.set('page', String(next))
    const place = `page-${String(next).padStart(6, '0')}`
    await mkdir(join(folder, place))
    names.push(await fetcher.fetch(page.href, `${place}/${nameOf(url)}`))
  }
}

/** The file's name of a URL, made harmless. */
function nameOf(url: string): string {
  const last = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? 'feed'
  return last.replace(/[^\w.-]/g, '_').replace(/^\.+/, '') || 'feed'
}

type Envelope = {
  pages: number | null
  page: number | null
  last: boolean | null
  listings: number
  /** Of the listings; null where there is none. Two pages that say the same are one. */
  digest: string | null
}

/** What an answer says of its place among the pages of an HSDS API; null for everything that is no such page. */
async function readEnvelope(path: string): Promise<Envelope | null> {
  const found: Record<string, unknown> = {}
  let listings = 0
  const digest = createHash('sha1')
  const paths = ['$.contents.*', '$.total_pages', '$.page_number', '$.last_page']
  const parser = new JSONParser({ paths, keepStack: false })
  parser.onValue = ({ key, value }) => {
    if (typeof key === 'number') {
      listings++
      digest.update(JSON.stringify(value))
    } else found[String(key)] = value
  }
  // No JSON, or not whole: reading the feed says so.
  const stop = new Error('not a page')
  parser.onError = () => {
    throw stop
  }
  try {
    for await (const chunk of createReadStream(path)) parser.write(chunk as Buffer)
  } catch (error) {
    if (error !== stop) throw error
    return null
  }
  const { total_pages: pages, page_number: page, last_page: last } = found
  return {
    pages: typeof pages === 'number' ? pages : null,
    page: page === undefined || page === null ? null : Number(page),
    last: typeof last === 'boolean' ? last : null,
    listings,
    digest: listings > 0 ? digest.digest('hex') : null,
  }
}

/**
 * The page to ask for after `read` pages; null after the last.
 *
 * @throws FeedError where the API gives fewer pages than it says it has: the rest would pass for what left the feed
 */
function nextPage(envelope: Envelope | null, before: Envelope | null, read: number): number | null {
  if (!envelope) {
    if (read === 1) return null
    throw new FeedError(`The API answered something else than a page when it was asked for page ${read}.`)
  }
  const { pages, page, last, listings, digest } = envelope
  if (read === 1 && page !== null && page !== 1) return null
  if (read > 1 && ((page !== null && page !== read) || (digest !== null && digest === before?.digest)))
    throw new FeedError(
      `The API gave page ${page ?? read - 1} when it was asked for page ${read}, so it cannot be read whole. Ask it for all listings at once (per_page), or for a file.`,
    )
  if (pages === null ? last !== false || listings === 0 : read >= pages) return null
  if (listings === 0 || last === true)
    throw new FeedError(
      `The API says that it has ${pages} pages and ended with page ${read}, so it was not read whole.`,
    )
  if (Math.max(pages ?? 0, read + 1) > MOST_PAGES)
    throw new FeedError(
      `The API has more than ${MOST_PAGES} pages. Ask it for larger ones (per_page), or for a file.`,
    )
  return read + 1
}

class Fetcher {
  readonly #folder: string
  readonly #options: DownloadOptions
  #bytes = 0

  constructor(folder: string, options: DownloadOptions) {
    this.#folder = folder
    this.#options = options
  }

  async fetch(url: string, name: string): Promise<string> {
    const { largest = LARGEST } = this.#options
    const answer = await get(url, this.#options, 0)
    const named =
      /json/i.test(answer.headers['content-type'] ?? '') && !/\.\w+$/.test(name) ? `${name}.json` : name
    const measure = (chunk: Buffer): FeedError | null => {
      this.#bytes += chunk.length
      return this.#bytes > largest ? new FeedError(`The answer is larger than ${inWords(largest)}.`) : null
    }
    const meter = new Transform({ transform: (chunk: Buffer, _, done) => done(measure(chunk), chunk) })
    await pipeline(answer, meter, createWriteStream(join(this.#folder, named)))
    return named
  }
}

const inWords = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${bytes / 1024 ** 3} GB` : `${Math.round(bytes / 1024)} kB`

/** Follows redirects by hand: each hop is checked like the first address. */
async function get(url: string, options: DownloadOptions, hops: number): Promise<IncomingMessage> {
  if (hops > MOST_REDIRECTS) throw new FeedError(`The server redirects more than ${MOST_REDIRECTS} times.`)
  const answer = await send(new URL(url), options)
  const status = answer.statusCode ?? 0
  const target = answer.headers.location
  if (status >= 300 && status < 400 && target) {
    answer.destroy()
    return get(new URL(target, url).href, options, hops + 1)
  }
  if (status !== 200) {
    answer.destroy()
    throw new FeedError(`${new URL(url).host} answered ${status} instead of the feed.`)
  }
  return answer
}

function send(url: URL, { allowPrivate }: DownloadOptions): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FeedError(`A feed is fetched by http or https, not ${url.protocol}`)
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = {
    'accept-encoding': 'identity',
    accept: 'application/json, application/x-ndjson, text/csv, application/zip, */*',
  }
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
