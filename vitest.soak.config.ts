import { defineConfig } from 'vitest/config'

/** `npm run test:soak`: kills, load, large feeds. One after the other, because they measure. */
export default defineConfig({
  test: {
    include: ['{lib,indexer,bench}/**/*.soak.test.ts'],
    globalSetup: ['lib/testing/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 30 * 60_000,
    hookTimeout: 15 * 60_000,
    env: { ENCRYPTION_KEYS: 'test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
  },
})
