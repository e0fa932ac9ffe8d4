import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from '#base/runtime/config.ts'
import { freePort } from '#base/runtime/ports.ts'
import type { MatchRequest } from '#find/matching/request.ts'
import { keepAliveClient } from '#find/search/keep-alive.ts'
import { ensureBuilt } from '#indexer/build.ts'
import { addressOf, startWeb, whenAnswering } from '#indexer/processes.ts'

export type Web = {
  pid: number
  /** `POST /api/v1/match` over a connection that stays open; resolves with the parsed answer. */
  match: (request: MatchRequest) => Promise<unknown>
  stop: () => Promise<void>
}

export type Servers = { databaseUrl: string; meilisearchUrl: string; meilisearchKey: string }

/** Signs the sessions of the benchmark's people, and nobody else's. */
export const AUTH_SECRET = 'the-secret-of-a-benchmark-signs-nothing'

/** The product's own web process, as `npm start` runs it. @param env names its servers */
export async function startPages(
  env: Record<string, string>,
  dir: string,
  say: (line: string) => void,
): Promise<{ address: string; pid: number; stop: () => Promise<void> }> {
  await ensureBuilt(say)
  const dataDir = join(dir, 'web')
  mkdirSync(dataDir)
  const config: Config = { ...readConfig({}), host: '127.0.0.1', port: await freePort() }
  const web = startWeb(config, { DATA_DIR: dataDir, AUTH_SECRET, RATE_LIMIT: 'off', ...env })
  const address = addressOf(config)
  await whenAnswering(address, web, { stopping: new AbortController().signal, wholly: true })
  return { address, pid: web.pid, stop: () => web.stop() }
}

/** The same on the benchmark's servers, asked for matches. */
export async function startBenchWeb(
  { databaseUrl, meilisearchUrl, meilisearchKey }: Servers,
  dir: string,
  say: (line: string) => void,
): Promise<Web> {
  const env = { DATABASE_URL: databaseUrl, MEILISEARCH_URL: meilisearchUrl, MEILISEARCH_KEY: meilisearchKey }
  const { address, pid, stop } = await startPages(env, dir, say)
  const send = keepAliveClient(60_000)
  return {
    pid,
    match: (request) =>
      send(`${address}/api/v1/match`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': 'en' },
        body: JSON.stringify(request),
      }),
    stop,
  }
}
