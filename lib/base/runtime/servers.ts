import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Config } from './config.ts'
import {
  forgetServers,
  locked,
  makeDataDir,
  readServers,
  type ServersFile,
  writeServers,
} from './data-dir.ts'
import { adoptMeilisearch, type EmbeddedMeilisearch, startMeilisearch } from './embedded-meilisearch.ts'
import { adoptPostgres, type EmbeddedPostgres, startPostgres } from './embedded-postgres.ts'
import { assertBound, type Databases, externalPostgres } from './external-postgres.ts'
import { postgresData } from './postgres-data.ts'
import { postgresPrograms } from './postgres-home.ts'
import { isRunning, self, stopProcess } from './process.ts'
import { appSecrets, keptSecretsOf } from './secrets.ts'
import { StartError } from './start-error.ts'
import { makeWebLogin, type WebLogin } from './web-login.ts'

const DATABASE = 'handrail'
const WEB_LOGIN = 'handrail_web'

/** How to reach the search engine. More than one address means shards, searched together. */
export type SearchEngine = { urls: string[]; key: string | undefined }

export type Servers = Databases & {
  /** Null where there is neither MEILISEARCH_URL nor a binary for this platform: search answers from PostgreSQL. */
  meilisearch: SearchEngine | null
}

export type OpenServers = Servers & {
  /** The embedded ones, to be watched; undefined for those that an operator runs. */
  embedded: { postgres?: EmbeddedPostgres; meilisearch?: EmbeddedMeilisearch }
  /** Changes what is written down about this DATA_DIR: the supervisor's children, a server that was started again. */
  record(change: Partial<ServersFile>): Promise<void>
  /** Stops the servers, unless somebody else still uses them. */
  release(): Promise<void>
}

export type OpenOptions = {
  /** `supervisor` is `npm start`: there is one per DATA_DIR, and when it leaves, everything stops. */
  as: 'supervisor' | 'command'
  /** The address the supervisor will serve, for the message that a second one gives. */
  address?: string
  say?: (line: string) => void
}

/**
 * Finds the servers that run out of DATA_DIR, or starts them, and counts the caller among their users.
 * @throws StartError with a remedy for everything an operator can mend.
 */
export async function openServers(config: Config, options: OpenOptions): Promise<OpenServers> {
  const { as, say = () => {} } = options
  const { dataDir } = config
  makeDataDir(dataDir)
  return locked(dataDir, async () => {
    const before = readServers(dataDir)
    if (as === 'supervisor' && isRunning(before.supervisor))
      throw new StartError(
        `Handrail already runs on ${dataDir} as process ${before.supervisor.pid}: ${before.supervisor.address}`,
        `Stop that one first (kill ${before.supervisor.pid}), or give this one a folder of its own with DATA_DIR.`,
      )
    const file = await withoutTheDead(before, say)
    const embedded: OpenServers['embedded'] = {}
    const database = config.databaseUrl
      ? await ownPostgres(config, config.databaseUrl, options)
      : await embeddedPostgres(config, embedded, say)
    const meilisearch = await searchEngine(config, file, embedded, say).catch(async (error) => {
      if (embedded.postgres && file.users.length === 0 && !file.supervisor) await embedded.postgres.stop()
      throw error
    })
    if (as === 'supervisor') file.supervisor = { ...self(), address: options.address ?? '' }
    else file.users.push(self())
    writeServers(dataDir, { ...file, ...portsOf(embedded) })
    return {
      ...database,
      meilisearch,
      embedded,
      record: (change) =>
        locked(dataDir, async () => writeServers(dataDir, { ...readServers(dataDir), ...change })),
      release: () => release(dataDir, as),
    }
  })
}

/** Opens the servers for the time of `work`. An interrupted command still leaves nothing of its own running. */
export async function withServers<T>(
  config: Config,
  work: (servers: Servers) => Promise<T>,
  say: (line: string) => void = (line) => console.error(line),
): Promise<T> {
  const servers = await openServers(config, { as: 'command', say })
  const interrupt = (signal: NodeJS.Signals) => {
    servers.release().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    return await work(servers)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await servers.release()
  }
}

/** What an earlier run that was killed left behind: its web and indexer are ended, its servers are kept. */
async function withoutTheDead(file: ServersFile, say: (line: string) => void): Promise<ServersFile> {
  const { supervisor, ...rest } = file
  const users = file.users.filter(isRunning)
  if (isRunning(supervisor)) return { ...file, users }
  for (const [name, child] of Object.entries(file.children)) {
    if (!isRunning(child)) continue
    say(`An earlier start was killed and left its ${name} running (process ${child.pid}). Ending it.`)
    await stopProcess(child)
  }
  return { ...rest, users, children: {} }
}

function portsOf({ postgres, meilisearch }: OpenServers['embedded']): Partial<ServersFile> {
  const entry = ({ pid, started, port }: { pid: number; started: string; port: number }) => ({
    pid,
    started,
    port,
  })
  return {
    ...(postgres && { postgres: entry(postgres) }),
    ...(meilisearch && { meilisearch: entry(meilisearch) }),
  }
}

async function ownPostgres(
  config: Config,
  ownerUrl: string,
  { as, say = () => {} }: OpenOptions,
): Promise<Databases> {
  if (as === 'supervisor') {
    appSecrets(config) // says what is missing before anything is changed in the database
    const databases = await externalPostgres(config, ownerUrl)
    await assertBound(config, databases, say)
    return databases
  }
  // A command was given the owner's address too, and hears by itself what is wrong with the server.
  const asGiven = {
    databaseUrl: config.databaseWebUrl ?? ownerUrl,
    ownerUrl,
    readUrl: config.databaseReadUrl,
  }
  return externalPostgres(config, ownerUrl).catch(() => asGiven)
}

async function embeddedPostgres(
  config: Config,
  embedded: OpenServers['embedded'],
  say: (line: string) => void,
): Promise<Databases> {
  const { databasePassword: password, webPassword } = keptSecretsOf(config.dataDir)
  const { folder, elsewhere } = postgresData(config.dataDir)
  const server = adoptPostgres(folder, password) ?? (await startPostgres({ dir: folder, password, say }))
  embedded.postgres = server
  const programs = postgresPrograms(config.dataDir)
  if (elsewhere || programs.copied) {
    const places = [
      elsewhere && `its data is in ${folder}`,
      programs.copied && `its programs are in ${programs.folder}`,
    ]
    say(`PostgreSQL's user cannot pass into ${config.dataDir}, so ${places.filter(Boolean).join(' and ')}.`)
  }
  await createDatabase(server.url(), { name: WEB_LOGIN, password: webPassword })
  const web = new URL(server.url(DATABASE))
  web.username = WEB_LOGIN
  web.password = webPassword
  return { databaseUrl: web.href, ownerUrl: server.url(DATABASE), readUrl: config.databaseReadUrl }
}

/** The database, and a login of which an injected `reset role` makes nothing more than the application role. */
async function createDatabase(url: string, login: WebLogin): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    if ((await client`select 1 from pg_database where datname = ${DATABASE}`).length === 0)
      await client`create database ${client(DATABASE)}`
    await makeWebLogin(client, login)
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error
    throw new StartError(
      'PostgreSQL does not accept the password kept in secrets.json.',
      'Bring back the secrets.json that belongs to this data folder from a backup.',
    )
  } finally {
    await client.end()
  }
}

async function searchEngine(
  config: Config,
  file: ServersFile,
  embedded: OpenServers['embedded'],
  say: (line: string) => void,
): Promise<SearchEngine | null> {
  if (config.meilisearchUrls) return { urls: config.meilisearchUrls, key: config.meilisearchKey }
  const key = keptSecretsOf(config.dataDir).meilisearchKey
  const dir = join(config.dataDir, 'meilisearch')
  const start = () => startMeilisearch({ dir, key, binary: config.meilisearchBin })
  const server =
    (await adoptMeilisearch(file.meilisearch, key)) ??
    (await start().catch((error) => {
      // The index can always be made again from the database, so data that does not open is no reason to stop.
      if (!setIndexAside(dir)) throw error
      say('The search index on disk does not open, so it is set aside and built anew from the database.')
      return start()
    }))
  if (!server) {
    say(
      `There is no Meilisearch for ${process.platform}-${process.arch} here, so search answers from PostgreSQL. ` +
        'Name a program with MEILISEARCH_BIN or a server with MEILISEARCH_URL to have typo tolerance and speed.',
    )
    return null
  }
  embedded.meilisearch = server
  return { urls: [server.url], key }
}

/** False when there is nothing to set aside: the trouble is another one. */
function setIndexAside(dir: string): boolean {
  const data = join(dir, 'data')
  if (!existsSync(data)) return false
  rmSync(`${data}.aside`, { recursive: true, force: true })
  renameSync(data, `${data}.aside`)
  return true
}

function release(dataDir: string, as: OpenOptions['as']): Promise<void> {
  return locked(dataDir, async () => {
    const file = readServers(dataDir)
    const own = self()
    const users = file.users.filter(isRunning)
    const ownPlace = users.findIndex((user) => user.pid === own.pid)
    if (ownPlace >= 0) users.splice(ownPlace, 1)
    const kept = as === 'command' && (users.length > 0 || isRunning(file.supervisor))
    if (kept) return writeServers(dataDir, { ...file, users })
    if (file.meilisearch) await stopProcess(file.meilisearch)
    if (file.postgres) await stopProcess(file.postgres, { signal: 'SIGINT', patience: 30_000 })
    forgetServers(dataDir)
  })
}
