import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startIdentityProvider } from '#testing/identity-provider.ts'

/**
 * What `playwright.config.ts` starts: the same `npm start` as anybody's, with a DATA_DIR of its own that is removed
 * afterwards. PORT and DATA_DIR come from the configuration.
 */
const dataDir = process.env.DATA_DIR
if (!dataDir?.includes('handrail-e2e-'))
  throw new Error('The browser tests remove their DATA_DIR: it must be one of their own.')
// Somebody's identity provider, for its own people alone: who types an address there is known to have it.
const provider = await startIdentityProvider()
provider.allow(`http://localhost:${process.env.PORT}/api/auth/callback/oidc`)
const start = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../indexer/start.ts')], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...{ HOST: '127.0.0.1', DATABASE_URL: '', MEILISEARCH_URL: '' },
    ...{
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'handrail',
      OIDC_CLIENT_SECRET: 'a secret of this test',
    },
    ...{ OIDC_NAME: 'House of Tests', OIDC_DOMAINS: 'riverbend.example' },
  },
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => start.kill('SIGTERM'))
start.once('exit', (code) => {
  rmSync(dataDir, { recursive: true, force: true })
  process.exit(code ?? 1)
})
