import { availableParallelism } from 'node:os'
import { defaultExclude, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{lib,indexer,app}/**/*.test.{ts,tsx}'],
    exclude: [...defaultExclude, '**/*.soak.test.ts', '**/*.stack.test.ts'],
    globalSetup: ['lib/testing/global-setup.ts'],
    // A file waits for PostgreSQL most of its time: two fill two cores, where one would leave one idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: { ENCRYPTION_KEYS: 'test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
  },
})
