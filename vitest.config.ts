import { defaultExclude, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{lib,indexer,app}/**/*.test.{ts,tsx}'],
    exclude: [...defaultExclude, '**/*.soak.test.ts', '**/*.stack.test.ts'],
    globalSetup: ['lib/testing/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: { ENCRYPTION_KEYS: 'test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
  },
})
