import { join } from 'node:path'
import type { Config } from './config.ts'
import { startMeilisearch } from './embedded-meilisearch.ts'
import { startPostgres } from './embedded-postgres.ts'
import { postgresData } from './postgres-data.ts'
import { keptSecretsOf } from './secrets.ts'
import type { OpenServers } from './servers.ts'
import { keepAlive } from './supervise.ts'

/** Starts an embedded server that died again, on the port where its clients look for it. Resolves once stopping. */
export async function keepServers(
  config: Config,
  servers: OpenServers,
  stopping: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const { postgres, meilisearch } = servers.embedded
  const kept: Promise<void>[] = []
  if (postgres) {
    const password = keptSecretsOf(config.dataDir).databasePassword
    const dir = postgresData(config.dataDir).folder
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
    const { key, port } = meilisearch
    const dir = join(config.dataDir, 'meilisearch')
    kept.push(
      keepAlive({
        name: 'Meilisearch',
        first: meilisearch,
        again: async () => {
          const again = await startMeilisearch({ dir, key, port, binary: config.meilisearchBin })
          if (!again) throw new Error('its program is gone')
          return again
        },
        onStart: ({ pid, started }) => servers.record({ meilisearch: { pid, started, port } }),
        stopping,
        say,
      }),
    )
  }
  await Promise.all(kept)
}
