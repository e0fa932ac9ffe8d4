import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { feedId } from '#base/core/ids.ts'
import { connect } from '#base/db/client.ts'
import type { Database } from '#base/db/context.ts'
import { readConfig } from '#base/runtime/config.ts'
import { readServers } from '#base/runtime/data-dir.ts'
import { freePort } from '#base/runtime/ports.ts'
import { isRunning } from '#base/runtime/process.ts'
import { withServers } from '#base/runtime/servers.ts'
import { testFolder } from '#testing/folder.ts'

const SERVICES = 20_000
/** Seconds after which something that should come will not come any more, on however busy a machine. */
const PATIENCE = 900
/** The doctor's word on directory and index. */
const INDEX_CHECK = 'index'
const folder = testFolder()
const dataDir = join(folder, 'data')
const feed = join(folder, 'feed.ndjson')

/** Twenty thousand services of a thousand organizations, each at a place of its own. */
async function writeFeed(): Promise<void> {
  const out = createWriteStream(feed)
  for (let index = 0; index < SERVICES; index++) {
    const id = (entity: string, number = index) => feedId('kills', entity, String(number))
    const service = {
      id: id('service'),
      name: `Pantry ${index}`,
      description: `Groceries every week, number ${index}.`,
      status: 'active',
      organization: {
        id: id('organization', index % 1000),
        name: `Organization ${index % 1000}`,
        description: 'Invented.',
      },
      service_at_locations: [
        {
          id: id('service_at_location'),
          location: {
            id: id('location'),
            location_type: 'physical',
            name: `Place ${index}`,
            latitude: 29.3 + (index % 200) / 1000,
            longitude: -98.6 + (index % 211) / 1000,
            addresses: [
              {
                id: id('address'),
                address_1: `${index} Example Street`,
                city: 'San Antonio',
                state_province: 'TX',
                postal_code: '78204',
                country: 'US',
                address_type: 'physical',
              },
            ],
          },
        },
      ],
    }
    if (!out.write(`${JSON.stringify(service)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** Asks until the answer is true. @throws after `seconds` */
async function until(what: string, seconds: number, ask: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(100)) {
    if (await ask()) return
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} seconds: ${what}`)
  }
}

describe('kills in the middle of an import of twenty thousand services', () => {
  let stack: ChildProcess
  let port: number
  let said = ''
  const env = () => ({
    ...process.env,
    DATA_DIR: dataDir,
    PORT: String(port),
    DEMO: '0',
    DATABASE_URL: '',
    MEILISEARCH_URL: '',
    ENCRYPTION_KEYS: '',
    NODE_ENV: 'production' as const,
  })
  const servers = () => readServers(dataDir)

  function run(script: string, ...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const heard = { out: '', err: '' }
    child.stdout.on('data', (data) => {
      heard.out += data
    })
    child.stderr.on('data', (data) => {
      heard.err += data
    })
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...heard }))
    return { child, ended }
  }
  const importing = () => run('indexer/import.ts', feed, '--source', 'kills', '--json')

  /** As any other connection sees the database at this moment. */
  async function ask<T>(question: (db: Database) => Promise<T>): Promise<T> {
    return withServers(readConfig(env()), async ({ ownerUrl }) => {
      const db = connect(ownerUrl, { max: 1, asOwner: true })
      try {
        return await question(db)
      } finally {
        await db.destroy()
      }
    })
  }
  const count = (table: 'service' | 'search_pending' | 'service_card' | 'source') =>
    ask(async (db) => {
      const { rows } = await sql<{ count: string }>`select count(*) from ${sql.table(table)}`.execute(db)
      return Number(rows[0]?.count)
    })
  /** Some rows are staged, merged, and their cards are being written: as far from either end as can be. */
  const midway = () =>
    until('an import in the middle of its work', PATIENCE, () =>
      ask(async (db) => {
        const { rows } = await sql`select 1 from pg_stat_activity
          where state <> 'idle' and query like 'insert into service_card%'`.execute(db)
        return rows.length > 0
      }),
    )
  const healthy = () =>
    fetch(`http://127.0.0.1:${port}/api/health`).then(
      (response) => response.ok,
      () => false,
    )
  const isWhole = async () => {
    const { out } = await run('indexer/doctor.ts', '--json').ended
    const { findings } = JSON.parse(out || '{"findings":[]}') as {
      findings: { name: string; state: string }[]
    }
    return findings.some(({ name, state }) => name === INDEX_CHECK && state === 'ok')
  }

  beforeAll(
    async () => {
      await writeFeed()
      port = await freePort()
      stack = spawn(process.execPath, ['--import', 'tsx', 'indexer/start.ts'], {
        env: env(),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [stack.stdout, stack.stderr])
        stream?.on('data', (data) => {
          said += data
        })
      // The pages are built first where nothing has built them yet.
      await until('npm start is ready', PATIENCE, () => {
        if (stack.exitCode !== null) throw new Error(`npm start ended: ${said}`)
        return said.includes('Handrail is ready')
      })
    },
    1000 * (PATIENCE + 100),
  )

  afterAll(async () => {
    if (stack.exitCode !== null) return
    stack.kill('SIGTERM')
    await once(stack, 'exit')
  })

  it('of the importer change nothing, and no reader saw half a feed', async () => {
    const { child, ended } = importing()
    await midway()
    expect(await count('service')).toBe(0)
    expect(await count('service_card')).toBe(0)
    child.kill('SIGKILL')
    await ended
    expect(await count('service')).toBe(0)
    expect(await count('source')).toBe(0)
    expect(await count('search_pending')).toBe(0)
  })

  it('of PostgreSQL change nothing, and it comes back by itself', async () => {
    const { ended } = importing()
    await midway()
    process.kill(servers().postgres?.pid ?? 0, 'SIGKILL')
    const killed = Date.now()
    await until('the site is healthy again', PATIENCE, healthy)
    // Measured and told, not held: how long recovery takes depends on what else the machine does.
    console.info(`PostgreSQL was back after ${((Date.now() - killed) / 1000).toFixed(1)} s.`)
    const { code, err } = await ended
    expect(code).toBe(1)
    expect(err).toContain('nothing was changed')
    expect(await count('service')).toBe(0)
    expect(await count('service_card')).toBe(0)
  })

  it('of Meilisearch and of the indexer lose nothing: directory and index agree', async () => {
    const { ended } = importing()
    await until('the import has been committed', PATIENCE, async () => (await count('service')) === SERVICES)
    expect(await count('search_pending')).toBeGreaterThan(0)
    const before = servers()
    for (const victim of [before.meilisearch, before.children.indexer]) {
      if (!victim) throw new Error('Meilisearch and the indexer should run.')
      process.kill(victim.pid, 'SIGKILL')
    }
    const { code, out } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ created: { services: SERVICES } })
    await until('Meilisearch and the indexer are back', PATIENCE, () => {
      const { meilisearch, children } = servers()
      const back = (now: typeof meilisearch, then: typeof meilisearch) =>
        isRunning(now) && now?.pid !== then?.pid
      return (
        back(meilisearch, before.meilisearch) &&
        children.indexer?.pid !== before.children.indexer?.pid &&
        isRunning(children.indexer)
      )
    })
    await until('the index has everything', PATIENCE, async () => (await count('search_pending')) === 0)
    expect(await isWhole()).toBe(true)
    expect(await count('service')).toBe(SERVICES)
    const found = await fetch(`http://127.0.0.1:${port}/api/v1/match`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ needs: ['food.pantry'], near: { postalCode: '78204' } }),
    })
    expect(await found.json()).toMatchObject({ degraded: false, results: { length: 20 } })
  })

  it('leave a feed that creates and updates nothing the second time', async () => {
    const { code, out } = await importing().ended
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      created: { services: 0 },
      updated: { services: 0 },
      unchanged: { services: SERVICES },
    })
    expect(await count('search_pending')).toBe(0)
  })
})
