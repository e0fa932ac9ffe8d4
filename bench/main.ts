import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#base/db/client.ts'
import { type Ctx, systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { migrate } from '#base/db/migrate.ts'
import { startMeilisearch } from '#base/runtime/embedded-meilisearch.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'
import type { CardFacts } from '#find/directory/card.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { assess } from '#find/eligibility/assess.ts'
import { type Asked, askedOf } from '#find/matching/asked.ts'
import { candidateLimit, findFacts, findIds } from '#find/matching/candidates.ts'
import { findMatches } from '#find/matching/queries.ts'
import { rankCandidates } from '#find/matching/ranked.ts'
import type { MatchRequest } from '#find/matching/request.ts'
import { connectSearch, findCandidates, type SearchEngine } from '#find/search/client.ts'
import { drainPending } from '#find/search/commands/drain.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { toDocument } from '#find/search/document.ts'
import { SETTINGS } from '#find/search/settings.ts'
import { cardsAfter } from '#find/search/store.ts'
import { understand } from '#find/understanding/understand.ts'
import { type Generated, generate } from './generate.ts'
import { load } from './load.ts'
import { cost, type Latency, race, round } from './measure.ts'
import { requests } from './requests.ts'

/** `npm run bench [-- --services N] [--seconds S] [--json]`: everything on servers of its own, in a folder of its own. */
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
})
const services = Number(values.services)
const seconds = Number(values.seconds)
const say = (line: string) => console.error(line)

type Report = {
  services: number
  machine: { cores: number; node: string }
  index: Awaited<ReturnType<typeof measureIndexing>>
  search: Record<string, Record<string, Latency & { overRaw?: number }>>
  microseconds: Record<string, number>
  memory: Record<string, number>
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'handrail-bench-'))
  chmodSync(dir, 0o755) // PostgreSQL runs as another user and must be able to pass
  const postgres = await startPostgres({ dir: join(dir, 'postgres') })
  const meilisearch = await startMeilisearch({
    dir: join(dir, 'meilisearch'),
    key: 'bench-key-of-sixteen-characters',
  })
  if (!meilisearch) throw new Error('There is no Meilisearch for this platform: set MEILISEARCH_BIN.')
  await migrate(postgres.url())
  const db = connect(postgres.url())
  try {
    const engine = connectSearch([meilisearch.url], meilisearch.key)
    const ctx = systemCtx(db, 'bench')
    const generated = [...generate(services)]
    const index = await measureIndexing(ctx, engine, generated)
    const asked = requests(400, generated)
    const search: Report['search'] = {}
    for (const concurrency of [1, 8, 32]) {
      say(`Searching, ${concurrency} at a time …`)
      search[`concurrency ${concurrency}`] = await measureSearch(visitorCtx(db), engine, asked, concurrency)
    }
    say('Costs …')
    const report: Report = {
      services,
      machine: { cores: cpus().length, node: process.version },
      index,
      search,
      microseconds: await measureCosts(visitorCtx(db), engine, asked),
      memory: { 'this process, MB': megabytes(process.pid), 'Meilisearch, MB': megabytes(meilisearch.pid) },
    }
    if (values.json) console.log(JSON.stringify(report))
    else print(report)
  } finally {
    await db.destroy()
    await meilisearch.stop()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const before = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - before) / 1000 }
}

const BATCH = 1000

async function measureIndexing(ctx: Ctx, engine: SearchEngine, generated: Generated[]) {
  await rebuildIndex(ctx, engine)
  say(`Loading ${services} services …`)
  let loading = 0
  const written = await timed(async () => {
    for (let start = 0; start < generated.length; start += BATCH) {
      const loaded = await timed(() => load(ctx, generated.slice(start, start + BATCH), start))
      loading += loaded.seconds
      await transact(ctx, (tx) => deriveListings(tx, loaded.value, ctx.now))
    }
  })
  say('Indexing …')
  const indexed = await timed(() => drainPending(ctx, engine))
  say('Indexing the same documents raw …')
  const raw = await rawIndexing(ctx, engine)
  const edits = await measureEdits(ctx, engine)
  const rate = (took: number) => Math.round(services / took)
  return {
    'load and derive, services/s': rate(written.seconds),
    'of which derive, services/s': rate(written.seconds - loading),
    'index, services/s': rate(indexed.seconds),
    'load, derive and index, services/s': rate(written.seconds + indexed.seconds),
    'raw engine, services/s': rate(raw),
    'over raw': round(raw / (written.seconds + indexed.seconds)),
    'edit to searchable, ms (median of 10)': edits,
  }
}

/** The engine alone: ready-made documents, the same settings, the best batch size, nothing else. */
async function rawIndexing(ctx: Ctx, engine: SearchEngine): Promise<number> {
  const [shard] = engine.shards
  if (!shard) throw new Error('There is no server.')
  const documents = (await cardsAfter(ctx.db, null, 10_000_000)).map(toDocument)
  const index = shard.api.index('raw')
  await shard.api.createIndex('raw', { primaryKey: 'id' }).waitTask()
  await index.updateSettings(SETTINGS).waitTask()
  const { seconds } = await timed(async () => {
    const tasks: number[] = []
    for (let start = 0; start < documents.length; start += 10_000) {
      tasks.push((await index.addDocuments(documents.slice(start, start + 10_000))).taskUid)
    }
    for (const task of tasks) await shard.api.tasks.waitForTask(task, { timeout: 600_000, interval: 25 })
  })
  await shard.api.deleteIndex('raw').waitTask()
  return seconds
}

async function measureEdits(ctx: Ctx, engine: SearchEngine): Promise<number> {
  const rows = await ctx.db.selectFrom('service').select('id').limit(10).execute()
  const times: number[] = []
  for (const [i, { id }] of rows.entries()) {
    const { seconds } = await timed(async () => {
      await transact(ctx, async (tx) => {
        await tx
          .updateTable('service')
          .set({ name: `Zyxwv${i} edited` })
          .where('id', '=', id)
          .execute()
        await deriveListings(tx, [id], ctx.now)
      })
      await drainPending(ctx, engine)
    })
    times.push(seconds * 1000)
  }
  return Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0)
}

async function measureSearch(ctx: Ctx, engine: SearchEngine, asked: MatchRequest[], concurrency: number) {
  const prepared = new Map(
    asked.map((request) => [
      request,
      askedOf(request, request.text ? understand(request.text, { now: ctx.now }) : null, ctx.now),
    ]),
  )
  const skeleton = (request: MatchRequest) => {
    const what = prepared.get(request)
    if (!what) throw new Error('The request was not prepared.')
    return findIds((one) => findCandidates(engine, one), what, candidateLimit(request.offset, request.limit))
  }
  const results: Record<string, Latency & { overRaw?: number }> = await race<MatchRequest>(
    [
      { name: 'raw', run: skeleton },
      { name: 'match', run: (request) => findMatches(ctx, request, 'en', { engine }) },
      { name: 'degraded', run: (request) => findMatches(ctx, request, 'en', { engine: null }) },
    ],
    asked,
    { concurrency, seconds },
  )
  const base = results.raw?.p50 ?? 0
  for (const result of Object.values(results)) result.overRaw = round(result.p50 / base)
  return results
}

async function measureCosts(ctx: Ctx, engine: SearchEngine, asked: MatchRequest[]) {
  const texts = asked.flatMap(({ text }) => text ?? [])
  const sets: { what: Asked; facts: CardFacts[] }[] = []
  for (const request of asked.slice(0, 100)) {
    const understood = request.text ? understand(request.text, { now: ctx.now }) : null
    const what = askedOf(request, understood, ctx.now)
    const { facts } = await findFacts(ctx.db, engine, what, 200)
    sets.push({ what, facts })
  }
  const candidates = sets.reduce((sum, { facts }) => sum + facts.length, 0)
  const perSet = (run: (set: { what: Asked; facts: CardFacts[] }) => unknown) =>
    round((cost(sets, run) * sets.length) / candidates)
  return {
    'understand a text': cost(texts, (text) => understand(text, { now: ctx.now })),
    'assess a candidate': perSet(({ what, facts }) => {
      for (const { rules } of facts) assess(rules, what.person, ctx.now)
    }),
    'assess and rank a candidate': perSet(({ what, facts }) => rankCandidates(facts, what, ctx.now)),
    'candidates a request': round(candidates / sets.length, 0),
  }
}

function megabytes(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kilobytes) / 1024)
  } catch {
    return 0
  }
}

function print({ search, ...rest }: Report): void {
  console.log(`${rest.services} invented services, ${rest.machine.cores} cores, Node ${rest.machine.node}`)
  console.table(rest.index)
  for (const [title, rows] of Object.entries(search)) {
    console.log(`Search, ${title} (milliseconds)`)
    console.table(rows)
  }
  console.log('Costs (microseconds)')
  console.table(rest.microseconds)
  console.log('Peak memory')
  console.table(rest.memory)
}

await main()
