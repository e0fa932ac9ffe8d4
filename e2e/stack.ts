import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What `playwright.config.ts` starts: the same `npm start` as anybody's, with a DATA_DIR of its own that is removed
 * afterwards. PORT and DATA_DIR come from the configuration.
 */
const dataDir = process.env.DATA_DIR
if (!dataDir?.includes('handrail-e2e-'))
  throw new Error('The browser tests remove their DATA_DIR: it must be one of their own.')
const start = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../indexer/start.ts')], {
  stdio: 'inherit',
  env: { ...process.env, HOST: '127.0.0.1', DATABASE_URL: '', MEILISEARCH_URL: '' },
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => start.kill('SIGTERM'))
start.once('exit', (code) => {
  rmSync(dataDir, { recursive: true, force: true })
  process.exit(code ?? 1)
})
