import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { feedId } from '#base/core/ids.ts'
import { connect } from '#base/db/client.ts'
import { readConfig } from '#base/runtime/config.ts'
import { readServers } from '#base/runtime/data-dir.ts'
import { freePort } from '#base/runtime/ports.ts'
import { withServers } from '#base/runtime/servers.ts'
import { testFolder } from '#testing/folder.ts'

const SERVICES = 20_000
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

describe('kills in the middle of an import of twenty thousand services', () => {
  let stack: ChildProcess
  let port: number
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

  const run = (script: string, ...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (data) => {
      text += data
    })
    child.stderr.resume()
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, text }))
    return { child, ended }
  }
  const importing = () => run('indexer/import.ts', feed, '--source', 'kills', '--json')
  const servers = () => readServers(dataDir)

  async function services(): Promise<number> {
    return withServers(readConfig(env()), async ({ ownerUrl }) => {
      const db = connect(ownerUrl, { max: 1, asOwner: true })
      try {
        const row = await db
          .selectFrom('service')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow()
        return Number(row.count)
      } finally {
        await db.destroy()
      }
    })
  }

  beforeAll(async () => {
    await writeFeed()
    port = await freePort()
    stack = spawn(process.execPath, ['--import', 'tsx', 'indexer/start.ts'], { env: env(), stdio: 'ignore' })
    for (const deadline = Date.now() + 180_000; Date.now() < deadline; await sleep(500)) {
      if (
        await fetch(`http://127.0.0.1:${port}/api/health`).then(
          (response) => response.ok,
          () => false,
        )
      )
        return
    }
    throw new Error('The stack did not start.')
  }, 240_000)

  afterAll(async () => {
    stack.kill('SIGTERM')
    await once(stack, 'exit')
  })

  it('of the importer change nothing', async () => {
    const { child, ended } = importing()
    await sleep(5000)
    child.kill('SIGKILL')
    await ended
    expect(await services()).toBe(0)
  })

  it('of PostgreSQL change nothing, and it is back within ten seconds', async () => {
    const { ended } = importing()
    await sleep(5000)
    process.kill(servers().postgres?.pid ?? 0, 'SIGKILL')
    expect((await ended).code).not.toBe(0)
    const back = Date.now() + 10_000
    while (
      Date.now() < back &&
      !(await fetch(`http://127.0.0.1:${port}/api/health`).then(
        (response) => response.ok,
        () => false,
      ))
    )
      await sleep(200)
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).ok).toBe(true)
    expect(await services()).toBe(0)
  })

  it('of Meilisearch and of the indexer lose nothing: directory and index agree', async () => {
    const { ended } = importing()
    await sleep(8000)
    process.kill(servers().meilisearch?.pid ?? 0, 'SIGKILL')
    const { code, text } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(text.trim().split('\n').at(-1) ?? '{}').created).toMatchObject({ services: SERVICES })
    const indexer = servers().children.indexer
    if (indexer) process.kill(indexer.pid, 'SIGKILL')
    let doctor = { code: 1 as number | null, text: '' }
    for (const deadline = Date.now() + 240_000; Date.now() < deadline; await sleep(5000)) {
      doctor = await run('indexer/doctor.ts', '--json').ended
      const { findings } = JSON.parse(doctor.text || '{"findings":[]}') as {
        findings: { name: string; state: string }[]
      }
      if (findings.some(({ name, state }) => name === INDEX_CHECK && state === 'ok')) break
    }
    expect(JSON.parse(doctor.text).findings).toContainEqual(
      expect.objectContaining({ name: INDEX_CHECK, state: 'ok' }),
    )
    expect(await services()).toBe(SERVICES)
    const found = await fetch(`http://127.0.0.1:${port}/api/v1/match`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ needs: ['food.pantry'], near: { postalCode: '78204' } }),
    })
    expect(((await found.json()) as { degraded: boolean; results: unknown[] }).results.length).toBe(20)
  }, 600_000)

  it('leave a feed that creates and updates nothing the second time', async () => {
    const { code, text } = await importing().ended
    expect(code).toBe(0)
    expect(JSON.parse(text.trim().split('\n').at(-1) ?? '{}')).toMatchObject({
      created: { services: 0 },
      updated: { services: 0 },
      unchanged: { services: SERVICES },
    })
  })
})
