import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { testFolder } from '#testing/folder.ts'
import { readConfig } from './config.ts'
import { locked, readServers, writeServers } from './data-dir.ts'
import { keepServers } from './keep-servers.ts'
import { isRunning, refOf, self } from './process.ts'
import { appSecrets, keptSecretsOf } from './secrets.ts'
import { openServers, withServers } from './servers.ts'

const folder = testFolder()
const configOf = (name: string, env: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: join(folder, name), ...env })

const meilisearchOf = (found: { urls: string[] } | null) => found?.urls[0] ?? 'none'

async function one(url: string, query = 'select 1 as n') {
  const sql = postgres(url, { max: 1, connect_timeout: 5 })
  try {
    return (await sql.unsafe(query))[0]
  } finally {
    await sql.end()
  }
}

async function eventually<T>(ask: () => Promise<T>, seconds = 10): Promise<T> {
  for (
    const deadline = Date.now() + seconds * 1000;
    ;
    await new Promise((resolve) => setTimeout(resolve, 50))
  ) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

describe('servers of a DATA_DIR', () => {
  it('are started for the time of a command, shared with a second one, and stopped by the last', async () => {
    const config = configOf('shared')
    await withServers(config, async (servers) => {
      const { postgres: first } = readServers(config.dataDir)
      const second = await openServers(config, { as: 'command' })
      expect(second.databaseUrl).toBe(servers.databaseUrl)
      await second.release()
      expect(isRunning(first)).toBe(true)
      expect(await one(servers.databaseUrl)).toEqual({ n: 1 })
    })
    expect(existsSync(join(config.dataDir, 'servers.json'))).toBe(false)
  })

  it('give web and commands a login that cannot become the owner', async () => {
    await withServers(configOf('login'), async ({ databaseUrl, ownerUrl }) => {
      expect(await one(ownerUrl, 'select rolsuper as n from pg_roles where rolname = current_user')).toEqual({
        n: true,
      })
      await one(databaseUrl, 'set role handrail_app')
      await expect(one(databaseUrl, 'set role postgres')).rejects.toThrow('permission denied')
      await expect(one(databaseUrl, 'create table public.t (n int)')).rejects.toThrow('permission denied')
    })
  })

  it('are found again after the process that started them was killed, and its children are ended', async () => {
    const config = configOf('killed')
    const first = await openServers(config, { as: 'supervisor', address: 'http://127.0.0.1:1' })
    const orphan = spawn('sleep', ['60'])
    const web = refOf(orphan.pid ?? 0)
    if (!web) throw new Error('sleep did not start')
    // What a SIGKILL leaves: a file that names a supervisor which is gone.
    const file = readServers(config.dataDir)
    const gone = { pid: process.pid, started: '1', address: 'http://127.0.0.1:1' }
    writeServers(config.dataDir, { ...file, supervisor: gone, children: { web } })
    const said: string[] = []
    const second = await openServers(config, { as: 'supervisor', say: (line) => said.push(line) })
    expect(second.embedded.postgres?.pid).toBe(first.embedded.postgres?.pid)
    expect(second.embedded.meilisearch?.pid).toBe(first.embedded.meilisearch?.pid)
    expect(isRunning(web)).toBe(false)
    expect(said.join()).toContain(`left its web running (process ${web.pid})`)
    await second.release()
    expect(isRunning(file.postgres)).toBe(false)
    expect(isRunning(file.meilisearch)).toBe(false)
  })

  it('have one supervisor; a second is told where the first answers', async () => {
    const config = configOf('two')
    const first = await openServers(config, { as: 'supervisor', address: 'http://127.0.0.1:3000' })
    try {
      await expect(openServers(config, { as: 'supervisor' })).rejects.toThrow(
        `already runs on ${config.dataDir} as process ${process.pid}: http://127.0.0.1:3000`,
      )
    } finally {
      await first.release()
    }
  })

  it('come back on the same port when they are killed, and stay away when all is stopping', async () => {
    const config = configOf('supervised')
    const servers = await openServers(config, { as: 'supervisor' })
    const stopper = new AbortController()
    const said: string[] = []
    const kept = keepServers(config, servers, stopper.signal, (line) => said.push(line))
    const { postgres: pg, meilisearch: meili } = servers.embedded
    if (!pg) throw new Error('no embedded PostgreSQL')
    process.kill(pg.pid, 'SIGKILL')
    if (meili) process.kill(meili.pid, 'SIGKILL')
    await Promise.all([pg.exited, meili?.exited])
    expect(await eventually(() => one(servers.databaseUrl))).toEqual({ n: 1 })
    if (meili)
      expect((await eventually(() => fetch(`${meilisearchOf(servers.meilisearch)}/health`))).status).toBe(200)
    await eventually(async () => expect(readServers(config.dataDir).postgres?.pid).not.toBe(pg.pid))
    expect(said.join('\n')).toContain('PostgreSQL has stopped')
    stopper.abort()
    await kept
    const { postgres: last, meilisearch: lastMeili } = readServers(config.dataDir)
    await servers.release()
    expect(isRunning(last)).toBe(false)
    expect(isRunning(lastMeili)).toBe(false)
  })

  it('start none of them when one cannot be started', async () => {
    const config = configOf('binary', { MEILISEARCH_BIN: '/nowhere/meilisearch' })
    await expect(openServers(config, { as: 'command' })).rejects.toThrow(
      /MEILISEARCH_BIN names \/nowhere\/meilisearch/,
    )
    expect(existsSync(join(config.dataDir, 'postgres/postmaster.pid'))).toBe(false)
  })
})

describe('the start lock', () => {
  it('is taken over from a process that is gone', async () => {
    const dir = join(folder, 'lock')
    mkdirSync(dir)
    writeFileSync(join(dir, 'servers.lock'), JSON.stringify({ pid: process.pid, started: '1' }))
    expect(await locked(dir, async () => 'done')).toBe('done')
    writeFileSync(join(dir, 'servers.lock'), '') // cut short while it was written
    expect(await locked(dir, async () => 'done')).toBe('done')
    expect(existsSync(join(dir, 'servers.lock'))).toBe(false)
  })

  it('lets one in at a time', async () => {
    const dir = join(folder, 'turns')
    mkdirSync(dir)
    let inside = 0
    let most = 0
    const visit = () =>
      locked(dir, async () => {
        inside++
        most = Math.max(most, inside)
        await new Promise((resolve) => setTimeout(resolve, 20))
        inside--
      })
    await Promise.all([visit(), visit(), visit()])
    expect(most).toBe(1)
    expect(isRunning(self())).toBe(true)
  })
})

describe('secrets', () => {
  it('are made once, for the owner alone', () => {
    const dir = join(folder, 'secrets')
    mkdirSync(dir)
    const made = keptSecretsOf(dir)
    expect(keptSecretsOf(dir)).toEqual(made)
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600)
    const config = readConfig({ DATA_DIR: dir })
    expect(appSecrets(config)).toEqual({ authSecret: made.authSecret, encryptionKeys: made.encryptionKeys })
  })

  it('are never replaced when they cannot be read', () => {
    const dir = join(folder, 'damaged')
    mkdirSync(dir)
    writeFileSync(join(dir, 'secrets.json'), '{"authSecret":', { mode: 0o600 })
    expect(() => keptSecretsOf(dir)).toThrow(/from a backup/)
    expect(readFileSync(join(dir, 'secrets.json'), 'utf8')).toBe('{"authSecret":')
  })

  it('must be given with a database of your own', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://db.example.org/handrail',
      AUTH_SECRET: 'a'.repeat(32),
    })
    expect(() => appSecrets(config)).toThrow('ENCRYPTION_KEYS must be set too')
  })
})
