import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What `playwright.config.ts` starts: the same `npm start` as anybody's, with a DATA_DIR of its own that is removed
 * afterwards. PORT comes from the configuration.
 */
const dataDir = mkdtempSync(join(tmpdir(), 'handrail-e2e-'))
chmodSync(dataDir, 0o711) // PostgreSQL runs as another user when we are root
const start = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../indexer/start.ts')], {
  stdio: 'inherit',
  env: { ...process.env, DATA_DIR: dataDir, HOST: '127.0.0.1', DATABASE_URL: '', MEILISEARCH_URL: '' },
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => start.kill('SIGTERM'))
start.once('exit', (code) => {
  rmSync(dataDir, { recursive: true, force: true })
  process.exit(code ?? 1)
})
