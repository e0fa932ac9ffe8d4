import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#base/db/client.ts'
import { type Database, systemCtx, visitorCtx } from '#base/db/context.ts'
import { migrate } from '#base/db/migrate.ts'
import { startMeilisearch } from '#base/runtime/embedded-meilisearch.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { generate } from './generate.ts'
import { type Indexing, measureIndexing } from './indexing.ts'
import { peakMegabytes } from './measure.ts'
import { benchReferrals } from './referrals.ts'
import { requests } from './requests.ts'
import { measureCosts, measureSearch, type Searching } from './searching.ts'
import { type Servers, startBenchWeb } from './web.ts'

/**
 * `npm run bench [-- --services N] [--seconds S] [--json]`: everything on servers of its own, in a folder of its own.
 * `--seconds 0` leaves the searches out. With `--referrals N [--each N]` it measures the referrals instead, on N of history.
 */
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '6' },
    referrals: { type: 'string' },
    each: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
})
const services = Number(values.services)
const seconds = Number(values.seconds)
const say = (line: string) => console.error(line)

const KEY = 'bench-key-of-sixteen-characters'

type Report = {
  services: number
  machine: { cores: number; node: string }
  index: Indexing['figures']
  search: Record<string, Searching>
  microseconds: Record<string, number>
  memory: Record<string, number>
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'handrail-bench-'))
  chmodSync(dir, 0o755) // PostgreSQL runs as another user and must be able to pass
  const postgres = await startPostgres({ dir: join(dir, 'postgres') })
  const meilisearch = await startMeilisearch({
    dir: join(dir, 'meilisearch'),
    key: KEY,
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
    const searched =
      seconds > 0
        ? await searching(engine, db, dir, {
            databaseUrl: postgres.url(),
            meilisearchUrl: meilisearch.url,
            meilisearchKey: KEY,
          })
        : null
    const report: Report = {
      services,
      machine: { cores: cpus().length, node: process.version },
      index,
      search: searched?.search ?? {},
      microseconds: searched?.microseconds ?? {},
      memory: {
        'importing process, MB': importingMegabytes,
        'Meilisearch, MB': peakMegabytes(meilisearch.pid),
        ...(searched ? { 'web process, MB': searched.webMegabytes } : {}),
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

async function searching(engine: SearchEngine, db: Database, dir: string, servers: Servers) {
  const asked = requests(400, [...generate(services)])
  const ctx = visitorCtx(db)
  const web = await startBenchWeb(servers, dir, say)
  try {
    const search = await measureSearch(ctx, { engine, web }, asked, { seconds, say })
    say('Costs …')
    return {
      search,
      microseconds: await measureCosts(ctx, engine, asked),
      webMegabytes: peakMegabytes(web.pid),
    }
  } finally {
    await web.stop()
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

if (values.referrals === undefined) await main()
else
  await benchReferrals({
    referrals: Number(values.referrals),
    each: Number(values.each),
    json: values.json,
    say,
  })
