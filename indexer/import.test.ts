import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { testFolder } from '#testing/folder.ts'

/** `npm run import` as an operator types it, in a process of its own, on the test servers. */
// Each run is a process that loads the whole importer: seconds on a busy machine.
describe('the import command', { timeout: 120_000 }, () => {
  const held = useDatabase()
  const folder = testFolder()
  const engine = inject('meilisearch')

  function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', 'indexer/import.ts', ...args], {
      env: {
        ...process.env,
        DATA_DIR: join(folder, 'data'),
        DATABASE_URL: held.url,
        MEILISEARCH_URL: engine?.url ?? '',
        MEILISEARCH_KEY: engine?.key ?? '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (data) => {
      said.out += data
    })
    child.stderr.on('data', (data) => {
      said.err += data
    })
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  }

  /** A 3.x package of `names.length` services of one organization, each at a place of its own. */
  function feed(name: string, names: readonly string[]): string {
    const to = join(folder, name)
    mkdirSync(to, { recursive: true })
    const write = (table: string, lines: string[]) =>
      writeFileSync(join(to, `${table}.csv`), `${lines.join('\n')}\n`)
    const each = (line: (service: string, i: number) => string) => names.map(line)
    write('organizations', ['id,name,description', 'o1,Example Relief,Invented'])
    write('services', [
      'id,organization_id,name,description,status',
      ...each((n, i) => `s${i},o1,${n},Groceries to take home,active`),
    ])
    write('locations', [
      'id,location_type,name,latitude,longitude',
      ...each((_, i) => `l${i},physical,Hall ${i},29.4${i},-98.5`),
    ])
    write('service_at_location', ['id,service_id,location_id', ...each((_, i) => `x${i},s${i},l${i}`)])
    return to
  }

  const NAMES = ['Food Pantry', 'Food Pantry North', 'Food Pantry South', 'Soup Kitchen'] as const
  const whole = feed('whole', NAMES)
  const services = async () => {
    const rows = await held.db
      .selectFrom('service')
      .select('name')
      .where('withdrawn_at', 'is', null)
      .execute()
    return rows.map(({ name }) => name).sort()
  }

  it('says what would change and changes nothing with --dry-run', async () => {
    const { code, out } = await run(whole, '--source', 'relief', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain('nothing was changed (dry run)')
    expect(out).toContain('+ service Food Pantry [s0]')
    expect(await services()).toEqual([])
  })

  it('brings a package in and prints nothing but JSON with --json', async () => {
    const { code, out } = await run(whole, '--source', 'relief', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'imported',
      source: 'relief',
      format: 'hsds-3.x',
      created: { organizations: 1, services: 4, locations: 4 },
    })
    expect(await services()).toEqual([...NAMES])
    const waiting = await held.db.selectFrom('search_pending').selectAll().execute()
    expect(waiting).toHaveLength(engine ? 0 : 4)
  })

  it('shows on a terminal what a changed feed would do, by name and field', async () => {
    const changed = feed('changed', [...NAMES.slice(0, 3), 'Soup Kitchen Downtown'])
    const { out } = await run(changed, '--source', 'relief', '--dry-run')
    expect(out).toContain('~ service Soup Kitchen Downtown [s3] (name)')
    const smaller = feed('smaller', NAMES.slice(0, 3))
    expect((await run(smaller, '--source', 'relief', '--dry-run')).out).toContain(
      '- service Soup Kitchen [s3]',
    )
  })

  it('refuses a feed that shrank by more than a third, until told that it may', async () => {
    const small = feed('small', NAMES.slice(0, 2))
    const refused = await run(small, '--source', 'relief', '--json')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('run again with --allow-shrink')
    expect(JSON.parse(refused.out)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('run again with --allow-shrink'),
    })
    expect(await services()).toEqual([...NAMES])
    const allowed = await run(small, '--source', 'relief', '--allow-shrink', '--json')
    expect(allowed.code).toBe(0)
    expect(JSON.parse(allowed.out)).toMatchObject({ withdrawn: { services: 2, locations: 2 } })
    expect(await services()).toEqual(NAMES.slice(0, 2))
  })

  it('says what is wrong with what was typed, and how it is written', async () => {
    for (const [args, reason] of [
      [[], 'Say which feed to import.'],
      [[whole], 'Say with --source'],
      [[whole, '--source', 'two words'], '--source two words: use up to 64'],
      [[whole, '--source', 'relief', '--colour'], "Unknown option '--colour'"],
    ] as const) {
      const { code, out, err } = await run(...args)
      expect(code).toBe(1)
      expect(err).toContain(reason)
      expect(err).toContain('npm run import -- <folder')
      expect(out).toBe('')
    }
  })

  it('says that there is no such file, no such mapping, or nothing to read, and prints no stack', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    for (const [args, reason] of [
      [[join(folder, 'nowhere'), '--source', 'relief'], 'There is no file or folder'],
      [[whole, '--source', 'relief', '--mapping', join(folder, 'no.json')], 'no.json'],
      [[empty, '--source', 'relief'], 'This is no feed'],
    ] as const) {
      const { code, out, err } = await run(...args)
      expect(code).toBe(1)
      expect(err).toContain(reason)
      expect(err).not.toMatch(/^\s+at /m)
      expect(out).toBe('')
    }
  })

  it('says what an address answered instead of a feed, in JSON too', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('nothing here'))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.zip`
    try {
      const { code, out, err } = await run(url, '--source', 'relief', '--json')
      expect(code).toBe(1)
      expect(JSON.parse(out)).toMatchObject({ outcome: 'failed', source: 'relief' })
      expect(err).toContain(JSON.parse(out).error)
      expect(err).not.toMatch(/^\s+at /m)
    } finally {
      server.close()
    }
  })
})
