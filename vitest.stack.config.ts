import { defineConfig } from 'vitest/config'

/** Tests that start the whole product from the build that stands: `npm test` runs them after the build. */
export default defineConfig({
  test: {
    include: ['**/*.stack.test.ts'],
    exclude: ['node_modules/**'],
    fileParallelism: false,
    testTimeout: 150_000,
    hookTimeout: 120_000,
  },
})
