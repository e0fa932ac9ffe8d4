import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastLines, openLog } from './log-file.ts'
import { freePort } from './ports.ts'
import { postgresIdentity, postgresPrograms } from './postgres-home.ts'
import {
  argumentsOf,
  isRunning,
  type ProcessRef,
  plainEnvironment,
  refOf,
  stopProcess,
  whenGone,
} from './process.ts'
import { StartError } from './start-error.ts'

const VERSION = '18'

export type EmbeddedPostgres = ProcessRef & {
  port: number
  /** A connection string as the owner of everything. */
  url(database?: string): string
  /** Resolves when the server is gone, for whatever reason. */
  exited: Promise<void>
  /** Ends all connections, writes everything to disk and stops. */
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  dir: string
  port?: number
  /** Asked of every connection. Without one every local process may connect: tests only. */
  password?: string
  /** Gives up durability for speed. Tests only. */
  fast?: boolean
  /** Told about what was found and mended. */
  say?: (line: string) => void
}

/** Starts the real PostgreSQL on loopback, making the data folder first when there is none. */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dir, fast = false, say = () => {} } = options
  const programs = join(postgresPrograms(dirname(dir)).folder, 'bin')
  ensureData(programs, options)
  mendLock(dir, say)
  const port = options.port ?? (await freePort())
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // A whole feed is one transaction: room for it, and no checkpoint every few seconds while it is written.
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    // Messages of errors repeat the values that caused them, and values may be facts about a person.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(fast && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const logFile = `${dir}.log`
  const log = openLog(logFile)
  const child = spawn(join(programs, 'postgres'), ['-D', dir, '-p', String(port), ...flags], {
    ...postgresIdentity,
    env: plainEnvironment(),
    stdio: ['ignore', log, log],
    detached: true,
  })
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
  const pid = child.pid ?? 0
  for (const deadline = Date.now() + 60_000; !isReady(dir, pid); await sleep(20)) {
    if (ended === undefined && Date.now() < deadline) continue
    child.kill('SIGKILL')
    throw new StartError(
      `PostgreSQL did not start (${ended ?? 'no answer within a minute'}): ${lastLines(logFile)}`,
      `Its log is ${logFile}, its data ${dir}.`,
    )
  }
  const ref = refOf(pid) ?? { pid, started: 'unknown' }
  return {
    ...ref,
    port,
    url: urlOf(port, options.password),
    exited,
    stop: () => stopProcess(ref, { signal: 'SIGINT', patience: 30_000 }),
  }
}

/** The server that a killed process left running on this data folder, or undefined. */
export function adoptPostgres(dir: string, password?: string): EmbeddedPostgres | undefined {
  const lock = readLock(dir)
  const ref = lock && refOf(lock.pid)
  if (!lock?.port || !ref || !isPostgresOf(ref.pid, dir)) return undefined
  return {
    ...ref,
    port: lock.port,
    url: urlOf(lock.port, password),
    exited: whenGone(ref),
    stop: () => stopProcess(ref, { signal: 'SIGINT', patience: 30_000 }),
  }
}

function urlOf(port: number, password: string | undefined) {
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`
  return (database = 'postgres') => `postgres://postgres${secret}@127.0.0.1:${port}/${database}`
}

/**
 * Makes the data folder under another name and renames it when it is complete, so that a start which is killed in
 * the middle leaves nothing that looks like data.
 */
function ensureData(
  programs: string,
  { dir, password, fast = false, say = () => {} }: EmbeddedPostgresOptions,
) {
  if (existsSync(join(dir, 'PG_VERSION'))) {
    const version = readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim()
    if (version !== VERSION)
      throw new StartError(
        `The data in ${dir} was written by PostgreSQL ${version}; this is ${VERSION}.`,
        'Dump it with the old version and restore it, or set DATA_DIR to a new folder.',
      )
    if (existsSync(join(dir, 'global/pg_control'))) return
  }
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new StartError(
      `${dir} is not a complete PostgreSQL data folder, and it is not empty.`,
      'Bring it back from a backup; or, if nothing in it is needed, delete it and start again.',
    )
  const making = `${dir}.making`
  if (existsSync(making)) {
    say(`An earlier start was cut short while making ${dir}. Making it again.`)
    rmSync(making, { recursive: true, force: true })
  }
  const parent = mkdirSync(dirname(dir), { recursive: true })
  mkdirSync(making, { mode: 0o700 })
  const { uid, gid } = postgresIdentity
  const own = (path: string) => uid !== undefined && gid !== undefined && chownSync(path, uid, gid)
  own(making)
  if (uid !== undefined && parent !== undefined) chmodSync(dirname(dir), 0o711)
  const passwordFile = `${dir}.password`
  try {
    if (password !== undefined) {
      writeFileSync(passwordFile, password, { mode: 0o600 })
      own(passwordFile)
    }
    const access =
      password === undefined ? ['--auth=trust'] : ['--auth=scram-sha-256', '--pwfile', passwordFile]
    const made = spawnSync(
      join(programs, 'initdb'),
      [
        ...['-D', making, '-U', 'postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
        ...access,
        ...(fast ? ['--no-sync'] : []),
      ],
      { ...postgresIdentity, env: plainEnvironment(), encoding: 'utf8' },
    )
    if (made.status !== 0)
      throw new StartError(
        `PostgreSQL could not make its data folder ${dir}: ${(made.stderr || made.error?.message || '').trim()}`,
        'Set DATA_DIR to a folder on a disk with room that may be written, or set DATABASE_URL.',
      )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  rmSync(dir, { recursive: true, force: true })
  renameSync(making, dir)
}

type Lock = { pid: number; port: number | undefined; status: string | undefined }

/** `postmaster.pid`: process id in the first line, port in the fourth, status in the eighth. */
function readLock(dir: string): Lock | undefined {
  try {
    const lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) || undefined, status: lines[7]?.trim() }
  } catch {
    return undefined
  }
}

/** Asking the port would do if nobody else could be listening there. */
function isReady(dir: string, pid: number): boolean {
  const lock = readLock(dir)
  return lock?.pid === pid && lock.status === 'ready'
}

function isPostgresOf(pid: number, dir: string): boolean {
  if (process.platform === 'win32') return refOf(pid) !== undefined
  const args = argumentsOf(pid)
  return args.includes('postgres') && args.includes(dir)
}

/**
 * PostgreSQL clears a lock of a dead process itself, but refuses while the number belongs to any living process of
 * its user, such as an unrelated one after a restart of the machine. The number is then replaced by ours, which
 * PostgreSQL accepts as its parent's; the rest of the file stays, because it leads to backends that may still live.
 */
function mendLock(dir: string, say: (line: string) => void): void {
  const lock = readLock(dir)
  if (!lock || !isRunning(refOf(lock.pid))) return
  if (isPostgresOf(lock.pid, dir))
    throw new StartError(
      `PostgreSQL already runs on ${dir} as process ${lock.pid}.`,
      `Stop what uses it, or end it with: kill -INT ${lock.pid}`,
    )
  say(`The lock in ${dir} names process ${lock.pid}, which is no PostgreSQL. Going on without it.`)
  const file = join(dir, 'postmaster.pid')
  const [, ...rest] = readFileSync(file, 'utf8').split('\n')
  writeFileSync(file, [process.pid, ...rest].join('\n'))
}
