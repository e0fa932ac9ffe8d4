import { readdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testFolder } from '#testing/folder.ts'
import { writeFeed } from '../fixtures/write-feed.ts'
import { type ZipEntry, zipOf } from '../fixtures/zip.ts'
import { isPrivateAddress } from './address-guard.ts'
import type { DownloadOptions } from './download.ts'
import { openFeed } from './open.ts'

const NOBODY = { allowPrivate: false }
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('handrail-import-'))

async function contentsOf(where: string, options: DownloadOptions = NOBODY) {
  const feed = await openFeed(where, options)
  const files = await Promise.all(
    feed.files.map(async (file) => [file.name, await text(await file.open())] as const),
  )
  await feed.close()
  return Object.fromEntries(files)
}

describe('a feed from disk', () => {
  const folder = testFolder()

  it('is a folder, without what operating systems leave in it', async () => {
    const where = writeFeed(folder, {
      'data/services.csv': 'id\n1\n',
      'organizations.csv': 'id\n2\n',
      '.DS_Store': 'x',
      '__MACOSX/data/._services.csv': 'x',
    })
    expect(await contentsOf(where)).toEqual({
      'data/services.csv': 'id\n1\n',
      'organizations.csv': 'id\n2\n',
    })
  })

  it('is a single file', async () => {
    const where = writeFeed(folder, { 'services.csv': 'id\n1\n' })
    expect(await contentsOf(join(where, 'services.csv'))).toEqual({ 'services.csv': 'id\n1\n' })
  })

  it('says that there is none', async () => {
    await expect(openFeed(join(folder, 'nowhere'), NOBODY)).rejects.toThrow('There is no file or folder')
  })
})

describe('a zip', () => {
  const folder = testFolder()
  const bring = (name: string, entries: ZipEntry[]) => {
    writeFileSync(join(folder, name), zipOf(entries))
    return join(folder, name)
  }

  it('is told by its bytes, not its name, and read where it lies', async () => {
    const where = bring('package.bin', [
      { name: 'feed/services.csv', content: `id,name\n${'1,Peña\n'.repeat(50_000)}` },
      { name: 'feed/organizations.csv', content: 'id\n1\n' },
      { name: '__MACOSX/feed/._services.csv', content: 'x' },
    ])
    const before = left()
    const files = await contentsOf(where)
    expect(Object.keys(files)).toEqual(['feed/organizations.csv', 'feed/services.csv'])
    expect(files['feed/services.csv']).toHaveLength(8 + 50_000 * 7)
    expect(left()).toEqual(before)
  })

  it('that is made to fill a disk is refused before anything is unpacked', async () => {
    const entry = { name: 'services.csv', content: 'id\n', claims: 4_200_000_000 }
    const where = bring('bomb.zip', [
      entry,
      { ...entry, name: 'organizations.csv' },
      { ...entry, name: 'x.csv' },
    ])
    await expect(openFeed(where, NOBODY)).rejects.toThrow('unpacks to more than 8 GB')
  })

  it.each<[string, ZipEntry, RegExp]>([
    [
      'locked',
      { name: 'services.csv', content: 'id\n', encrypted: true },
      /services\.csv in the archive.*encrypted/,
    ],
    [
      'longer than it says',
      { name: 'services.csv', content: 'id\n1\n2\n', claims: 3 },
      /services\.csv.*too many bytes/,
    ],
  ])('with a file that is %s names it', async (name, entry, words) => {
    await expect(contentsOf(bring(`${name}.zip`, [entry]))).rejects.toThrow(words)
  })

  it('that is cut off, leads out of its folder or is empty is refused in words', async () => {
    const whole = zipOf([{ name: 'services.csv', content: 'id\n1\n' }])
    writeFileSync(join(folder, 'cut.zip'), whole.subarray(0, whole.length - 30))
    await expect(openFeed(join(folder, 'cut.zip'), NOBODY)).rejects.toThrow('The archive cannot be read')
    const outside = bring('outside.zip', [{ name: '../../etc/services.csv', content: 'id\n' }])
    await expect(openFeed(outside, NOBODY)).rejects.toThrow('The archive cannot be read')
    const none = await openFeed(bring('none.zip', []), NOBODY)
    expect(none.files).toEqual([])
    await none.close()
  })
})

describe('addresses that are not public', () => {
  it.each([
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', '::7f00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a00:1', '64:ff9b::a00:1'],
    ...['64:ff9b:1::a00:1', '64:ff9b:1:ffff:ffff:ffff:7f00:1'],
    ...['fe80::1', 'fc00::1', 'fd12::1', 'fec0::1', 'ff02::1', '2002:7f00:1::', '2001:0:7f00:1::'],
  ])('%s', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '100.128.0.1',
    '64:ff9b:2::1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })
})

describe('a feed by its address', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse) => void
  const answers = new Map<string, Answer>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers.get(request.url ?? '')
    if (answer) return answer(request, response)
    response.writeHead(404).end()
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const at = (path: string, host = '127.0.0.1') => `http://${host}:${port}${path}`
  const serve = (path: string, body: string | Buffer, type = 'text/csv') =>
    answers.set(path, (_, response) => response.writeHead(200, { 'content-type': type }).end(body))
  const servePage = (path: string, page: Record<string, unknown>) =>
    serve(path, JSON.stringify(page), 'application/json; charset=utf-8')
  const redirect = (path: string, location: string) =>
    answers.set(path, (_, response) => response.writeHead(302, { location }).end())
  const ME = { allowPrivate: ['127.0.0.1'] }

  it('is fetched and leaves nothing behind', async () => {
    serve('/feeds/services.csv?key=1', 'id\n1\n')
    const feed = await openFeed(at('/feeds/services.csv?key=1'), ME)
    expect(feed.files.map(({ name }) => name)).toEqual(['services.csv'])
    expect(feed.url).toBe(at('/feeds/services.csv?key=1'))
    const open = left()
    await feed.close()
    expect(left()).toHaveLength(open.length - 1)
  })

  it('may be a zip', async () => {
    serve('/download', zipOf([{ name: 'a/services.csv', content: 'id\n1\n' }]), 'application/octet-stream')
    expect(await contentsOf(at('/download'), ME)).toEqual({ 'a/services.csv': 'id\n1\n' })
  })

  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'is not fetched from %s unless that host is allowed',
    async (host) => {
      serve('/private.csv', 'id\n1\n')
      asked.length = 0
      await expect(openFeed(at('/private.csv', host), NOBODY)).rejects.toThrow(
        /address of this machine or of a private network.*IMPORT_ALLOW_PRIVATE/,
      )
      await expect(openFeed(at('/private.csv', host), { allowPrivate: ['feeds.example'] })).rejects.toThrow(
        'IMPORT_ALLOW_PRIVATE',
      )
      expect(asked).toEqual([])
    },
  )

  it('follows a redirect only where it might have begun', async () => {
    serve('/real.csv', 'id\n1\n')
    redirect('/moved', '/real.csv')
    expect(await contentsOf(at('/moved'), ME)).toEqual({ moved: 'id\n1\n' })
    redirect('/away', at('/real.csv', 'localhost'))
    await expect(openFeed(at('/away'), ME)).rejects.toThrow('localhost is an address of this machine')
    redirect('/metadata', 'http://169.254.169.254/latest/meta-data/')
    await expect(openFeed(at('/metadata'), ME)).rejects.toThrow('169.254.169.254 is an address')
    redirect('/file', 'file:///etc/passwd')
    await expect(openFeed(at('/file'), ME)).rejects.toThrow('fetched by http or https, not file:')
    redirect('/circle', '/circle')
    await expect(openFeed(at('/circle'), ME)).rejects.toThrow('redirects more than 5 times')
    await expect(openFeed('ftp://feeds.example/services.csv', ME)).rejects.toThrow(
      'by http or https, not ftp:',
    )
  })

  it('says what the server answered, and that it cannot be reached', async () => {
    await expect(openFeed(at('/nothing'), ME)).rejects.toThrow(`127.0.0.1:${port} answered 404`)
    await expect(openFeed('http://127.0.0.1:1/x', ME)).rejects.toThrow('127.0.0.1:1 cannot be reached')
  })

  it('ends in words when it is too large, in one answer or in all pages together', async () => {
    const limited = { ...ME, largest: 4096 }
    answers.set('/endless.csv', (_, response) => {
      const more = setInterval(() => response.write('x'.repeat(1024)), 1)
      response.on('close', () => clearInterval(more))
    })
    await expect(openFeed(at('/endless.csv'), limited)).rejects.toThrow('larger than 4 kB')
    const page = (number: number) => ({
      total_pages: 9,
      page_number: number,
      contents: [{ id: String(number), name: 'x'.repeat(900) }],
    })
    servePage('/api/large', page(1))
    for (let number = 2; number <= 9; number++) servePage(`/api/large?page=${number}`, page(number))
    await expect(openFeed(at('/api/large'), limited)).rejects.toThrow('larger than 4 kB')
  })

  it('follows the pages of an HSDS API by their number', async () => {
    const page = (number: number) => ({
      total_items: 5,
      total_pages: 3,
      page_number: number,
      size: 2,
      first_page: number === 1,
      last_page: number === 3,
      empty: false,
      contents: [{ id: `s${number}`, name: 'Food' }],
    })
    servePage('/hsds/services?full=true', page(1))
    servePage('/hsds/services?full=true&page=2', page(2))
    servePage('/hsds/services?full=true&page=3', page(3))
    const files = await contentsOf(at('/hsds/services?full=true'), ME)
    expect(Object.keys(files)).toEqual([
      'services.json',
      'page-000002/services.json',
      'page-000003/services.json',
    ])
    asked.length = 0
    servePage('/hsds/services?page=2', page(2))
    expect(Object.keys(await contentsOf(at('/hsds/services?page=2'), ME))).toEqual(['services.json'])
    expect(asked).toEqual(['/hsds/services?page=2'])
  })

  it('follows pages that only say whether they are the last, and stops at an empty one', async () => {
    servePage('/open', { contents: [{ id: '1' }], page_number: 1, last_page: false })
    servePage('/open?page=2', { contents: [{ id: '2' }], page_number: 2, last_page: false })
    servePage('/open?page=3', { contents: [], page_number: 3, last_page: false })
    expect(Object.keys(await contentsOf(at('/open'), ME))).toHaveLength(3)
  })

  it('refuses an API that gives fewer pages than it says it has', async () => {
    const page = (number: number) => ({
      total_pages: 3,
      page_number: number,
      contents: [{ id: `${number}` }],
    })
    servePage('/deaf', page(1))
    servePage('/deaf?page=2', page(1))
    await expect(openFeed(at('/deaf'), ME)).rejects.toThrow('gave page 1 when it was asked for page 2')
    const { page_number: _, ...unnumbered } = page(1)
    servePage('/mute', unnumbered)
    servePage('/mute?page=2', unnumbered)
    await expect(openFeed(at('/mute'), ME)).rejects.toThrow('gave page 1 when it was asked for page 2')
    servePage('/short', page(1))
    servePage('/short?page=2', { ...page(2), contents: [] })
    await expect(openFeed(at('/short'), ME)).rejects.toThrow('it has 3 pages and ended with page 2')
    servePage('/done', page(1))
    servePage('/done?page=2', { ...page(2), last_page: true })
    await expect(openFeed(at('/done'), ME)).rejects.toThrow('it has 3 pages and ended with page 2')
    servePage('/torn', page(1))
    serve('/torn?page=2', '<p>Busy</p>', 'text/html')
    await expect(openFeed(at('/torn'), ME)).rejects.toThrow('something else than a page')
  })

  it('follows pages without a number of their own', async () => {
    servePage('/plain', { total_pages: 2, contents: [{ id: '1' }] })
    servePage('/plain?page=2', { total_pages: 2, contents: [{ id: '2' }] })
    expect(Object.keys(await contentsOf(at('/plain'), ME))).toHaveLength(2)
    expect(Object.keys(await contentsOf(at('/plain?page=2'), ME))).toHaveLength(1)
  })

  it('brings nothing and leaves nothing behind when a page in the middle fails', async () => {
    const before = left()
    servePage('/half', { total_pages: 3, page_number: 1, contents: [{ id: '1' }] })
    servePage('/half?page=2', { total_pages: 3, page_number: 2, contents: [{ id: '2' }] })
    await expect(openFeed(at('/half'), ME)).rejects.toThrow('answered 404')
    expect(left()).toEqual(before)
  })
})
