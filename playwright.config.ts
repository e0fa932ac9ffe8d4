import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { CHROMIUM_ARGS, findChromium } from './e2e/chromium.ts'
import { freePort } from './lib/base/runtime/ports.ts'

/** Read again by every worker, so what was chosen once travels in the environment. */
process.env.E2E_PORT ??= String(await freePort())
process.env.CHROMIUM_BIN ??= await findChromium()
/** Tests read the demo's sign-ins there, and let its clocks ring. e2e/stack.ts removes it. */
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), 'handrail-e2e-'))
chmodSync(process.env.E2E_DATA_DIR, 0o711) // PostgreSQL runs as another user when we are root

const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}`

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL,
    launchOptions: {
      ...(process.env.CHROMIUM_BIN && { executablePath: process.env.CHROMIUM_BIN }),
      args: CHROMIUM_ARGS,
    },
    trace: 'retain-on-failure',
  },
  webServer: {
    command: 'node --import tsx e2e/stack.ts',
    url: `${baseURL}/api/health`,
    env: {
      PORT: process.env.E2E_PORT,
      E2E_PORT: process.env.E2E_PORT,
      DATA_DIR: process.env.E2E_DATA_DIR,
    },
    timeout: 240_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: 'pipe',
  },
})
