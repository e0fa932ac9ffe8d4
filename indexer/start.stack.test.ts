import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { readServers } from '#base/runtime/data-dir.ts'
import { freePort } from '#base/runtime/ports.ts'
import { isRunning, type ProcessRef } from '#base/runtime/process.ts'
import { testFolder } from '#testing/folder.ts'

/** `npm start` as an operator meets it: from the build that stands, on an empty DATA_DIR. */
const dataDir = join(testFolder(), 'data')
const started: ChildProcess[] = []

type Start = { process: ChildProcess; said: () => string; ended: Promise<number | null> }

function start(env: Record<string, string>): Start {
  const child = spawn(process.execPath, ['--import', 'tsx', 'indexer/start.ts'], {
    env: { ...process.env, DATABASE_URL: '', MEILISEARCH_URL: '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      text += data
    })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { process: child, said: () => text, ended }
}

async function until<T>(seconds: number, ask: () => Promise<T> | T): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(100)) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

const health = async (port: number) => {
  const response = await fetch(`http://127.0.0.1:${port}/api/health`)
  return { code: response.status, ...((await response.json()) as Record<string, unknown>) }
}

/** Everything that runs out of the DATA_DIR, as written down. */
function everybody(): ProcessRef[] {
  const { supervisor, postgres, meilisearch, children } = readServers(dataDir)
  return [supervisor, postgres, meilisearch, ...Object.values(children)].filter((ref) => ref !== undefined)
}

afterAll(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGTERM')
  await sleep(500)
})

describe('npm start', async () => {
  const port = await freePort()
  const ready = (run: Start) =>
    until(110, () => expect(run.said()).toContain(`Handrail is ready: http://127.0.0.1:${port}`))
  let first: Start

  it('serves the site on an empty folder and prints where', async () => {
    first = start({ DATA_DIR: dataDir, PORT: String(port), DEMO: '0' })
    await ready(first)
    await until(15, async () => expect(await health(port)).toMatchObject({ code: 200, database: 'ok' }))
    const page = await fetch(`http://127.0.0.1:${port}/en`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<html')
  })

  it('tells a second start on the same folder where the first one is', async () => {
    const second = start({ DATA_DIR: dataDir, PORT: String(await freePort()) })
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(
      `already runs on ${dataDir} as process ${first.process.pid}: http://127.0.0.1:${port}`,
    )
  })

  it('brings back whatever is killed, servers within ten seconds and where their clients look for them', async () => {
    const before = readServers(dataDir)
    const victims = [before.postgres, before.meilisearch, before.children.web, before.children.indexer]
    for (const victim of victims) if (victim) process.kill(victim.pid, 'SIGKILL')
    await until(10, async () => {
      const after = readServers(dataDir)
      for (const name of ['postgres', 'meilisearch'] as const) {
        expect(after[name]?.port).toBe(before[name]?.port)
        if (before[name]) expect(after[name]?.pid).not.toBe(before[name].pid)
      }
    })
    await until(30, async () => {
      const after = readServers(dataDir)
      expect(after.children.web?.pid).not.toBe(before.children.web?.pid)
      expect(isRunning(after.children.indexer)).toBe(true)
      expect(await health(port)).toMatchObject({
        code: 200,
        database: 'ok',
        search: before.meilisearch ? 'ok' : 'down',
      })
    })
  })

  it('starts again after it was killed itself, on what it left running', async () => {
    const before = readServers(dataDir)
    first.process.kill('SIGKILL')
    await first.ended
    // Its own two processes leave with it; PostgreSQL stays and is taken over.
    await until(15, () =>
      expect(isRunning(before.children.web) || isRunning(before.children.indexer)).toBe(false),
    )
    first = start({ DATA_DIR: dataDir, PORT: String(port), DEMO: '0' })
    await ready(first)
    expect(readServers(dataDir).postgres?.pid).toBe(before.postgres?.pid)
    expect((await health(port)).code).toBe(200)
  })

  it('leaves nothing running after SIGTERM', async () => {
    const refs = everybody()
    expect(refs.length).toBeGreaterThanOrEqual(4)
    first.process.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    expect(refs.filter(isRunning)).toEqual([])
    expect(first.said()).not.toContain('Starting it again')
  })

  it('stops while it is still starting, too', async () => {
    const run = start({ DATA_DIR: dataDir, PORT: String(port), DEMO: '0' })
    await until(20, () => expect(readServers(dataDir).supervisor?.pid).toBe(run.process.pid))
    const refs = everybody()
    run.process.kill('SIGINT')
    expect(await run.ended).toBe(0)
    expect(refs.filter(isRunning)).toEqual([])
  })

  it('says what to do when its port is taken, and leaves nothing running', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    try {
      const run = start({ DATA_DIR: dataDir, PORT: String(port) })
      expect(await run.ended).toBe(1)
      expect(run.said()).toContain(`Port ${port} on 127.0.0.1 is taken by another program.`)
      expect(run.said()).toContain(`PORT=${port + 1} npm start`)
      expect(everybody()).toEqual([])
    } finally {
      other.close()
    }
  })

  it('names a setting that makes no sense', async () => {
    const run = start({ DATA_DIR: dataDir, PORT: 'eighty' })
    expect(await run.ended).toBe(1)
    expect(run.said()).toMatch(/The environment is not usable:\n {2}PORT: /)
  })
})
