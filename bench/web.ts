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

/** The product's own web process, as `npm start` runs it, on the benchmark's servers. */
export async function startBenchWeb(
  { databaseUrl, meilisearchUrl, meilisearchKey }: Servers,
  dir: string,
  say: (line: string) => void,
): Promise<Web> {
  await ensureBuilt(say)
  const dataDir = join(dir, 'web')
  mkdirSync(dataDir)
  const config: Config = { ...readConfig({}), host: '127.0.0.1', port: await freePort() }
  const web = startWeb(config, {
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    MEILISEARCH_URL: meilisearchUrl,
    MEILISEARCH_KEY: meilisearchKey,
    AUTH_SECRET: 'the-secret-of-a-benchmark-signs-nothing',
    RATE_LIMIT: 'off',
  })
  const address = addressOf(config)
  await whenAnswering(address, web, { stopping: new AbortController().signal, wholly: true })
  const send = keepAliveClient(60_000)
  return {
    pid: web.pid,
    match: (request) =>
      send(`${address}/api/v1/match`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': 'en' },
        body: JSON.stringify(request),
      }),
    stop: () => web.stop(),
  }
}
