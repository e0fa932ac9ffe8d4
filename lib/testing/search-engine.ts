import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import {
  type EmbeddedMeilisearch,
  findMeilisearch,
  startMeilisearch,
} from '#base/runtime/embedded-meilisearch.ts'

/** Whether this platform has a Meilisearch; tests that need one are skipped where there is none. */
export const hasMeilisearch = findMeilisearch(tmpdir()) !== undefined

/** A Meilisearch of its own for the calling test file: test files run side by side, and the index has one name. */
export function useMeilisearch(): EmbeddedMeilisearch {
  const held = {} as EmbeddedMeilisearch
  const dir = mkdtempSync(join(tmpdir(), 'handrail-test-search-'))
  beforeAll(async () => {
    if (hasMeilisearch)
      Object.assign(held, await startMeilisearch({ dir, key: 'test-key-of-sixteen-characters' }))
  })
  afterAll(async () => {
    if (hasMeilisearch) await held.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  return held
}
