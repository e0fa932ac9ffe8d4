import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { migrate } from '#base/db/migrate.ts'
import { loadEnvFile, readConfig } from '#base/runtime/config.ts'
import { appSecrets } from '#base/runtime/secrets.ts'
import { withServers } from '#base/runtime/servers.ts'

/** `npm run dev`: the pages with live reload on the servers of DATA_DIR, and the indexer beside them. */
const ROOT = join(import.meta.dirname, '..')
loadEnvFile()
const config = readConfig()

await withServers(config, async ({ databaseUrl, ownerUrl, readUrl, meilisearch }) => {
  await migrate(ownerUrl)
  const { authSecret, encryptionKeys } = appSecrets(config)
  const env = {
    ...process.env,
    NODE_ENV: 'development' as const,
    AUTH_SECRET: authSecret,
    ENCRYPTION_KEYS: encryptionKeys,
    ...(meilisearch && {
      MEILISEARCH_URL: meilisearch.urls.join(','),
      MEILISEARCH_KEY: meilisearch.key ?? '',
    }),
  }
  const next = join(ROOT, 'node_modules/next/dist/bin/next')
  const listen = ['-H', config.host, '-p', String(config.port)]
  const indexer = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'indexer/main.ts')], {
    env: { ...env, DATABASE_URL: ownerUrl, DATABASE_WEB_URL: databaseUrl },
    stdio: 'inherit',
  })
  const web = spawn(process.execPath, [next, 'dev', ROOT, ...listen], {
    env: { ...env, DATABASE_URL: databaseUrl, DATABASE_READ_URL: readUrl ?? '' },
    stdio: 'inherit',
  })
  await new Promise((resolve) => web.once('exit', resolve))
  indexer.kill('SIGTERM')
})
