import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { isRunning, processRef, self } from './process.ts'
import { StartError } from './start-error.ts'

/** Makes DATA_DIR if need be. Root's is passable for others (not readable), because PostgreSQL then runs as another user. */
export function makeDataDir(dataDir: string): void {
  if (existsSync(dataDir)) return
  try {
    mkdirSync(dataDir, { recursive: true })
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be made (${(error as Error).message}).`,
      'Give a folder that may be written with DATA_DIR=/some/folder.',
    )
  }
}

const server = processRef.extend({ port: z.number().int() })

const serversFile = z.object({
  /** The `npm start` that keeps the servers alive. */
  supervisor: processRef.extend({ address: z.string() }).optional(),
  /** Commands that use the servers now; the last one out stops them, unless a supervisor keeps them. */
  users: z.array(processRef),
  postgres: server.optional(),
  meilisearch: server.optional(),
  /** Processes of the supervisor's own, for the next start to end if the supervisor was killed. */
  children: z.record(z.string(), processRef),
})

/** What runs out of a DATA_DIR: `servers.json`. */
export type ServersFile = z.infer<typeof serversFile>

const path = (dataDir: string) => join(dataDir, 'servers.json')

/** An absent or unreadable file reads as nothing running: every entry is checked against the process table anyway. */
export function readServers(dataDir: string): ServersFile {
  const nothing: ServersFile = { users: [], children: {} }
  try {
    return serversFile.safeParse(JSON.parse(readFileSync(path(dataDir), 'utf8'))).data ?? nothing
  } catch {
    return nothing
  }
}

export function writeServers(dataDir: string, file: ServersFile): void {
  writePrivate(path(dataDir), JSON.stringify(file, null, 2))
}

export function forgetServers(dataDir: string): void {
  rmSync(path(dataDir), { force: true })
}

/** Replaces a file in one step, readable by its owner only. */
export function writePrivate(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, text, { mode: 0o600 })
  renameSync(part, file)
}

/**
 * Runs `work` while no other process starts or stops servers in the same DATA_DIR. A lock whose process is gone is
 * taken over.
 * @throws StartError after two minutes, naming the process that holds the lock.
 */
export async function locked<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dataDir, 'servers.lock')
  for (const deadline = Date.now() + 120_000; !take(lock); await sleep(100)) {
    const holder = holderOf(lock)
    if (holder !== 'gone' && !isRunning(holder)) steal(lock)
    else if (Date.now() > deadline)
      throw new StartError(
        `Another process is still starting or stopping the servers in ${dataDir}.`,
        `Wait for it, or end process ${holder === 'gone' ? '?' : holder?.pid} and delete ${lock}.`,
      )
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** A hard link appears in one step with its content, so nobody reads a lock that is half written. */
function take(lock: string): boolean {
  const own = `${lock}.${process.pid}`
  writeFileSync(own, JSON.stringify(self()), { mode: 0o600 })
  try {
    linkSync(own, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

function holderOf(lock: string) {
  try {
    return processRef.safeParse(JSON.parse(readFileSync(lock, 'utf8'))).data
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? ('gone' as const) : undefined
  }
}

/** Renaming takes exactly one lock away; when a new holder was quicker, its lock is put back. */
function steal(lock: string): void {
  const aside = `${lock}.${randomBytes(4).toString('hex')}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  const holder = holderOf(aside)
  try {
    if (holder !== 'gone' && isRunning(holder)) linkSync(aside, lock)
  } finally {
    rmSync(aside, { force: true })
  }
}
