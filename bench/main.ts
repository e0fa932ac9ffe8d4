import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#base/db/client.ts'
import { type Ctx, systemCtx, visitorCtx } from '#base/db/context.ts'
import { migrate } from '#base/db/migrate.ts'
import { startMeilisearch } from '#base/runtime/embedded-meilisearch.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'
import type { CardFacts } from '#find/directory/card.ts'
import { assess } from '#find/eligibility/assess.ts'
import { type Asked, askedOf } from '#find/matching/asked.ts'
import { candidateLimit, findCards, findVersions } from '#find/matching/candidates.ts'
import { findMatches } from '#find/matching/queries.ts'
import { rankCandidates } from '#find/matching/ranked.ts'
import type { MatchRequest } from '#find/matching/request.ts'
import { connectSearch, findCandidates, type SearchEngine } from '#find/search/client.ts'
import { understand } from '#find/understanding/understand.ts'
import { generate } from './generate.ts'
import { type Indexing, measureIndexing } from './indexing.ts'
import { cost, type Latency, peakMegabytes, race, round } from './measure.ts'
import { requests } from './requests.ts'

/**
 * `npm run bench [-- --services N] [--seconds S] [--json]`: everything on servers of its own, in a folder of its own.
 * `--seconds 0` leaves the searches out.
 */
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
  index: Indexing['figures']
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
    const { figures: index, importingMegabytes } = await measureIndexing(ctx, engine, {
      count: services,
      dir,
      say,
    })
    const asked = requests(400, [...generate(services)])
    const search: Report['search'] = {}
    for (const concurrency of seconds > 0 ? [1, 8, 32] : []) {
      say(`Searching, ${concurrency} at a time …`)
      search[`concurrency ${concurrency}`] = await measureSearch(visitorCtx(db), engine, asked, concurrency)
    }
    say('Costs …')
    const report: Report = {
      services,
      machine: { cores: cpus().length, node: process.version },
      index,
      search,
      microseconds: seconds > 0 ? await measureCosts(visitorCtx(db), engine, asked) : {},
      memory: {
        'importing process, MB': importingMegabytes,
        'Meilisearch, MB': peakMegabytes(meilisearch.pid),
      },
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
    return findVersions((one) => findCandidates(engine, one), what, candidateLimit(request.offset, request.limit))
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
    const { cards } = await findCards(ctx.db, engine, what, 200)
    sets.push({ what, facts: cards.map(({ facts }) => facts) })
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
