import { migrate } from '#base/db/migrate.ts'
import { type Config, ConfigError, loadEnvFile, readConfig } from '#base/runtime/config.ts'
import { keepServers } from '#base/runtime/keep-servers.ts'
import type { ProcessRef } from '#base/runtime/process.ts'
import { appSecrets } from '#base/runtime/secrets.ts'
import { type OpenServers, openServers } from '#base/runtime/servers.ts'
import { StartError } from '#base/runtime/start-error.ts'
import { keepAlive, type Running } from '#base/runtime/supervise.ts'
import { ensureBuilt } from './build.ts'
import { keepDemo } from './demo.ts'
import type { DemoSignIn } from './demo-people.ts'
import { addressOf, assertPortFree, startIndexer, startWeb, whenAnswering } from './processes.ts'

/** `npm start`: the whole product in one command. Servers, migrations, web and indexer, kept alive until SIGTERM. */
const say = (line: string) => console.log(line)

const stopper = new AbortController()
const stopping = stopper.signal
/** Somebody asked us to stop; `stopping` is also set by a failure. */
let askedToStop = false
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
process.stdout.on('error', () => {}) // whoever read our lines has left
stopWithNpm()

function stop() {
  askedToStop = true
  if (!stopping.aborted) say('Stopping.')
  stopper.abort()
}

/** When npm is killed outright, nobody could reach us with Ctrl-C any more. */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
}

function environments(config: Config, servers: OpenServers) {
  const { authSecret, encryptionKeys } = appSecrets(config)
  const shared = {
    AUTH_SECRET: authSecret,
    ENCRYPTION_KEYS: encryptionKeys,
    DATA_DIR: config.dataDir,
    ...(servers.meilisearch && {
      MEILISEARCH_URL: servers.meilisearch.urls.join(','),
      MEILISEARCH_KEY: servers.meilisearch.key ?? '',
    }),
  }
  return {
    web: { ...shared, DATABASE_URL: servers.databaseUrl, DATABASE_READ_URL: servers.readUrl ?? '' },
    // The queue is the owner's; what its jobs do is as bound as the web.
    indexer: { ...shared, DATABASE_URL: servers.ownerUrl, DATABASE_WEB_URL: servers.databaseUrl },
  }
}

/** Our own processes, each kept alive and written down, so that the next start finds those of a killed one. */
function family(servers: OpenServers) {
  const members = new Map<string, Running>()
  const kept: Promise<void>[] = []
  const note = async (name: string, running: Running) => {
    members.set(name, running)
    const refs: Record<string, ProcessRef> = {}
    for (const [key, { pid, started }] of members) refs[key] = { pid, started }
    await servers.record({ children: refs })
  }
  return {
    async keep(name: string, title: string, start: () => Running): Promise<Running> {
      const first = start()
      await note(name, first)
      const onStart = (running: Running) => note(name, running)
      kept.push(keepAlive({ name: title, first, again: async () => start(), onStart, stopping, say }))
      return first
    },
    async stop(): Promise<void> {
      await Promise.all(kept)
      await Promise.all([...members.values()].map((member) => member.stop()))
    },
  }
}

/** The database at this version, with the demo in it if it was empty. @returns the demo's sign-ins */
async function prepareDatabase(config: Config, servers: OpenServers): Promise<DemoSignIn[] | null> {
  const ran = await migrate(servers.ownerUrl)
  if (ran.length > 0) say(`The database was brought to this version (${ran.length} migrations).`)
  return keepDemo(config, servers, say)
}

/** What is cut short by a stop may fail as it likes: each step is undone or done again by the next start. */
function unlessStopping<T>(work: Promise<T>): Promise<T | undefined> {
  const harmless = work.catch((error) => {
    if (!stopping.aborted) throw error
    return undefined
  })
  return Promise.race([harmless, whenStopping()])
}

function whenStopping(): Promise<undefined> {
  return new Promise((resolve) => {
    if (stopping.aborted) resolve(undefined)
    else stopping.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

async function serve(config: Config): Promise<void> {
  const address = addressOf(config)
  const servers = await openServers(config, { as: 'supervisor', address, say })
  const own = family(servers)
  const serversKept = keepServers(config, servers, stopping, say)
  try {
    await assertPortFree(config)
    const env = environments(config, servers)
    // Sealing text in this process, for the demo's people, asks the environment as everywhere else.
    Object.assign(process.env, env.indexer)
    const prepared = Promise.all([prepareDatabase(config, servers), ensureBuilt(say, stopping)])
    const [signIns] = (await unlessStopping(prepared)) ?? []
    if (stopping.aborted) return
    await own.keep('indexer', 'The indexer', () => startIndexer(env.indexer))
    const web = await own.keep('web', 'The web', () => startWeb(config, env.web))
    await whenAnswering(address, web, { stopping, wholly: servers.meilisearch !== null })
    if (!stopping.aborted) say(`\nHandrail is ready: ${address}\n`)
    if (!stopping.aborted && signIns) say(signInLines(signIns))
    await whenStopping()
  } finally {
    stopper.abort()
    await own.stop()
    await serversKept
    await servers.release()
  }
}

/** The demo's sign-ins, one a role, at each start while the demo is loaded. */
function signInLines(signIns: readonly DemoSignIn[]): string {
  const lines = signIns.map(
    ({ role, email, password }) => `  ${role.padEnd(14)} ${email.padEnd(28)} ${password}`,
  )
  return [
    'The demo community is loaded. Its people are invented; sign in as any of them:',
    ...lines,
    '',
  ].join('\n')
}

// What a stop interrupts fails because of it: that is no failure of the product.
process.on('unhandledRejection', (error) => {
  if (askedToStop) return
  console.error(error)
  process.exit(1)
})

try {
  loadEnvFile()
  await serve(readConfig())
  process.exit(0)
} catch (error) {
  if (askedToStop) process.exit(0)
  console.error(error instanceof StartError || error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
