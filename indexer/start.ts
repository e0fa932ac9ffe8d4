import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '#base/db/migrate.ts'
import { startChild } from '#base/runtime/child.ts'
import { type Config, ConfigError, readConfig } from '#base/runtime/config.ts'
import { startMeilisearch } from '#base/runtime/embedded-meilisearch.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'
import { whyNotFree } from '#base/runtime/ports.ts'
import { postgresDataFolder } from '#base/runtime/postgres-home.ts'
import { appSecrets, keptSecretsOf } from '#base/runtime/secrets.ts'
import { type OpenServers, openServers } from '#base/runtime/servers.ts'
import { StartError } from '#base/runtime/start-error.ts'
import { keepAlive, type Running } from '#base/runtime/supervise.ts'
import { ensureBuilt } from './build.ts'

/** `npm start`: the whole product in one command. Servers, migrations, web and indexer, kept alive until SIGTERM. */
const ROOT = join(import.meta.dirname, '..')
const say = (line: string) => console.log(line)

const stopper = new AbortController()
const stopping = stopper.signal
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopper.abort())
leaveWithNpm()

/** `kill -9` of npm leaves us without a parent: then nobody could stop us with Ctrl-C. */
function leaveWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stopper.abort(), 1000).unref()
}

const shownHost = (host: string) =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host

async function portIsFree({ port, host }: Config): Promise<void> {
  const reason = await whyNotFree(port, host)
  if (reason === 'EADDRINUSE')
    throw new StartError(
      `Port ${port} on ${host} is taken by another program.`,
      `Stop that program, or choose another port: PORT=${port + 1} npm start`,
    )
  if (reason)
    throw new StartError(
      `Nothing can listen on ${host}, port ${port} (${reason}).`,
      'Choose an address of this machine with HOST and a port of 1024 or more with PORT.',
    )
}

function startWeb(config: Config, env: Record<string, string>): Running {
  const next = join(ROOT, 'node_modules/next/dist/bin/next')
  return startChild({
    node: [next, 'start', ROOT, '-H', config.host, '-p', String(config.port)],
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    quiet: true,
  })
}

function startIndexer(env: Record<string, string>): Running {
  return startChild({ node: ['--import', 'tsx', join(ROOT, 'indexer/main.ts')], env })
}

/** @throws StartError when the web has ended or does not answer within a minute. */
async function answers(config: Config, web: Running): Promise<void> {
  let ended = false
  void web.exited.then(() => {
    ended = true
  })
  const url = `http://${shownHost(config.host)}:${config.port}/api/health`
  for (const deadline = Date.now() + 60_000; !stopping.aborted; await sleep(100)) {
    if (
      await fetch(url, { redirect: 'manual' }).then(
        () => true,
        () => false,
      )
    )
      return
    if (ended || Date.now() > deadline)
      throw new StartError('The web process does not answer.', 'What it said stands above.')
  }
}

/** Restarts an embedded server where its clients look for it. */
function keepServers(config: Config, servers: OpenServers): Promise<void>[] {
  const { postgres, meilisearch } = servers.embedded
  const kept: Promise<void>[] = []
  if (postgres) {
    const password = keptSecretsOf(config.dataDir).databasePassword
    const dir = postgresDataFolder(config.dataDir).folder
    kept.push(
      keepAlive({
        name: 'PostgreSQL',
        first: postgres,
        again: () => startPostgres({ dir, password, port: postgres.port, say }),
        onStart: ({ pid, started, port }) => servers.record({ postgres: { pid, started, port } }),
        stopping,
        say,
      }),
    )
  }
  if (meilisearch) {
    const options = {
      dir: join(config.dataDir, 'meilisearch'),
      key: meilisearch.key,
      binary: config.meilisearchBin,
    }
    kept.push(
      keepAlive({
        name: 'Meilisearch',
        first: meilisearch,
        again: async () => (await startMeilisearch({ ...options, port: meilisearch.port })) ?? meilisearch,
        onStart: ({ pid, started, port }) => servers.record({ meilisearch: { pid, started, port } }),
        stopping,
        say,
      }),
    )
  }
  return kept
}

async function serve(config: Config): Promise<void> {
  const address = `http://${shownHost(config.host)}:${config.port}`
  const secrets = appSecrets
  const servers = await openServers(config, { as: 'supervisor', address, say })
  const own: Running[] = []
  const kept: Promise<void>[] = []
  try {
    await portIsFree(config)
    const { authSecret, encryptionKeys } = secrets(config)
    kept.push(...keepServers(config, servers))
    const [ran] = await Promise.all([migrate(servers.ownerUrl), ensureBuilt(say, stopping)])
    if (ran.length > 0) say(`The database is at this version now (${ran.length} migrations).`)
    if (stopping.aborted) return
    const env = {
      DATABASE_URL: servers.databaseUrl,
      ...(servers.meilisearch && {
        MEILISEARCH_URL: servers.meilisearch.urls.join(','),
        MEILISEARCH_KEY: servers.meilisearch.key ?? '',
      }),
      AUTH_SECRET: authSecret,
      ENCRYPTION_KEYS: encryptionKeys,
    }
    const children = new Map<string, Running>()
    const keep = (name: string, title: string, start: () => Running) => {
      const started = async (running: Running) => {
        children.set(name, running)
        const refs = [...children].map(([key, { pid, started }]) => [key, { pid, started }] as const)
        await servers.record({ children: Object.fromEntries(refs) })
      }
      const first = start()
      own.push(first)
      void started(first)
      kept.push(
        keepAlive({ name: title, first, again: async () => start(), onStart: started, stopping, say }),
      )
      return first
    }
    const web = keep('web', 'The web', () => startWeb(config, env))
    keep('indexer', 'The indexer', () => startIndexer(env))
    await answers(config, web)
    if (!stopping.aborted) say(`\nHandrail is ready: ${address}\n`)
    await new Promise<void>((resolve) => {
      if (stopping.aborted) resolve()
      stopping.addEventListener('abort', () => resolve())
    })
    say('Stopping.')
    await Promise.all([...children.values()].map((child) => child.stop()))
  } finally {
    stopper.abort()
    await Promise.all(own.map((child) => child.stop()))
    await Promise.all(kept)
    await servers.release()
  }
}

try {
  await serve(readConfig())
  process.exit(0)
} catch (error) {
  if (stopping.aborted && !(error instanceof StartError)) process.exit(0)
  if (error instanceof StartError || error instanceof ConfigError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}
