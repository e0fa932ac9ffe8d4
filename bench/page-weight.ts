import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { CHROMIUM_ARGS, findChromium } from '../e2e/chromium.ts'

/**
 * What a public page weighs and how soon it can be used: `npx tsx bench/page-weight.ts http://localhost:3000 [--json]`,
 * against a running `npm start`. Wanted: script beyond the framework's own at most 30 kB gzip, first view at most
 * 230 kB in all, and on a slow line and phone the results stand before any script has come.
 */
const LIMITS = { ownScriptBytes: 30_000, firstViewBytes: 230_000 }
/** 1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip, a processor four times slower. */
const SLOW = {
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
  offline: false,
}
const SLOWER_PROCESSOR = 4

type Times = {
  /** Milliseconds after the request: first words, first result or first button, last script there. */
  firstPaintMs: number
  usableMs: number
  scriptDoneMs: number
}

type Weight = Times & {
  page: string
  /** Bytes as they went over the line, headers included. */
  firstViewBytes: number
  documentBytes: number
  styleBytes: number
  /** Script: all of it, and what the framework does not bring by itself. */
  scriptBytes: number
  ownScriptBytes: number
}

type Open = (page: Page) => Promise<void>
type Resource = { url: string; type: string; bytes: number }

const base = process.argv.find((argument) => argument.startsWith('http')) ?? 'http://localhost:3000'
const asJson = process.argv.includes('--json')

/** The chunks that every page of this build loads, whatever it holds. */
function frameworkFiles(): string[] {
  const text = readFileSync(join(process.cwd(), '.next/build-manifest.json'), 'utf8')
  const manifest = JSON.parse(text) as { rootMainFiles: string[]; polyfillFiles: string[] }
  return [...manifest.rootMainFiles, ...manifest.polyfillFiles]
}

function watch(session: CDPSession): Resource[] {
  const started = new Map<string, Omit<Resource, 'bytes'>>()
  const finished: Resource[] = []
  session.on('Network.responseReceived', ({ requestId, response, type }) =>
    started.set(requestId, { url: response.url, type }),
  )
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const resource = started.get(requestId)
    if (resource) finished.push({ ...resource, bytes: encodedDataLength })
  })
  return finished
}

async function phone(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  return { context, page, session }
}

async function weigh(browser: Browser, name: string, open: Open): Promise<Weight> {
  const { context, page, session } = await phone(browser)
  const resources = watch(session)
  await open(page)
  await page.waitForLoadState('networkidle')
  await context.close()
  const framework = frameworkFiles()
  const sum = (wanted: (one: Resource) => boolean) =>
    resources.filter(wanted).reduce((total, one) => total + one.bytes, 0)
  const isOwn = ({ url }: Resource) => !framework.some((file) => url.endsWith(file))
  return {
    page: name,
    firstViewBytes: sum(() => true),
    documentBytes: sum(({ type }) => type === 'Document'),
    styleBytes: sum(({ type }) => type === 'Stylesheet'),
    scriptBytes: sum(({ type }) => type === 'Script'),
    ownScriptBytes: sum((one) => one.type === 'Script' && isOwn(one)),
    ...(await time(browser, open)),
  }
}

async function time(browser: Browser, open: Open): Promise<Times> {
  const { context, page, session } = await phone(browser)
  await session.send('Network.emulateNetworkConditions', SLOW)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR })
  // As text: a compiled function would carry names of the compiler's that a page does not have.
  await page.addInitScript(`requestAnimationFrame(function look() {
    if (document.querySelector('main h3 a, main button[type="submit"], main a[href^="tel:"]')) performance.mark('usable')
    else requestAnimationFrame(look)
  })`)
  await open(page)
  await page.waitForLoadState('networkidle')
  const entries = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    performance.getEntriesByName('usable')[0]?.startTime ?? null,
    Math.max(
      0,
      ...performance
        .getEntriesByType('resource')
        .map((one) => (one.name.includes('.js') ? (one as PerformanceResourceTiming).responseEnd : 0)),
    ),
  ])
  const [firstPaintMs, usableMs, scriptDoneMs] = entries.map((at) => Math.round(at ?? Number.NaN))
  await context.close()
  const painted = firstPaintMs ?? Number.NaN
  // Usable is what stands in the page and has been painted.
  return {
    firstPaintMs: painted,
    usableMs: Math.max(painted, usableMs ?? Number.NaN),
    scriptDoneMs: scriptDoneMs ?? Number.NaN,
  }
}

/** A posted search, as the home page sends it. */
async function search(page: Page): Promise<void> {
  await page.setContent(
    `<form method="post" action="${base}/en/search"><input name="text" value="free food for my kids"><input name="near" value="78207"><button>Go</button></form>`,
  )
  await page.click('button')
  await page.waitForURL(`${base}/**`)
}

async function serviceAddress(browser: Browser): Promise<string | null> {
  const page = await browser.newPage()
  await page.goto(`${base}/en/search?need=food.pantry&near=78207`)
  const first = page.locator('main h3 a').first()
  const href = await first.getAttribute('href', { timeout: 10_000 }).catch(() => null)
  await page.close()
  return href
}

async function weights(): Promise<Weight[]> {
  const executablePath = await findChromium()
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS })
  const service = await serviceAddress(browser)
  const go = (path: string): Open => {
    return async (page) => void (await page.goto(base + path))
  }
  const pages: [string, Open][] = [
    ['home', go('/en')],
    ['home, Arabic', go('/ar')],
    ['results', search],
  ]
  if (service) pages.push(['service', go(service)])
  const weighed: Weight[] = []
  for (const [name, open] of pages) weighed.push(await weigh(browser, name, open))
  await browser.close()
  return weighed
}

function show([key, value]: [string, string | number]): [string, string | number] {
  if (!key.endsWith('Bytes') || typeof value !== 'number') return [key, value]
  return [key.replace('Bytes', ' kB'), Number((value / 1000).toFixed(1))]
}

function report(weighed: Weight[]): void {
  const mover = gzipSync(readFileSync(join(process.cwd(), 'node_modules/leaflet/dist/leaflet.js'))).length
  if (asJson) console.log(JSON.stringify({ limits: LIMITS, pages: weighed, mapOnDemandBytes: mover }))
  else {
    const rows = weighed.map(({ page, ...rest }) => [
      page,
      Object.fromEntries(Object.entries(rest).map(show)),
    ])
    console.table(Object.fromEntries(rows))
    console.log(`The map that moves, only when asked for: ${Math.round(mover / 1000)} kB gzip.`)
  }
  const heavy = weighed.filter(
    (one) => one.ownScriptBytes > LIMITS.ownScriptBytes || one.firstViewBytes > LIMITS.firstViewBytes,
  )
  for (const { page } of heavy) console.error(`The page "${page}" is heavier than allowed.`)
  if (heavy.length > 0) process.exitCode = 1
}

report(await weights())
