import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder of its own for the calling test file, removed afterwards. PostgreSQL's user may pass it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-test-'))
  chmodSync(folder, 0o755)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
