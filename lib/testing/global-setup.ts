import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'
import { connect } from '#base/db/client.ts'
import { migrate } from '#base/db/migrate.ts'
import { startMeilisearch } from '#base/runtime/embedded-meilisearch.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server's address without a database name, and whether the template of migrated databases stands. */
    postgresPort: number
    meilisearch: { url: string; key: string } | null
  }
}

/** One real PostgreSQL and one real Meilisearch for the whole run; each test file clones the migrated template. */
export default async function setup(project: TestProject) {
  const dir = mkdtempSync(join(tmpdir(), 'handrail-test-'))
  chmodSync(dir, 0o755) // PostgreSQL runs as another user and must be able to pass
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), fast: true })
  const meilisearch = await startMeilisearch({
    dir: join(dir, 'meilisearch'),
    key: 'test-key-of-sixteen-characters',
  })
  const owner = connect(postgres.url(), { max: 1, asOwner: true })
  await sql`create database template_handrail`.execute(owner)
  await migrate(postgres.url('template_handrail'))
  await owner.destroy()
  project.provide('postgresPort', postgres.port)
  project.provide('meilisearch', meilisearch ? { url: meilisearch.url, key: meilisearch.key } : null)
  return async () => {
    await meilisearch?.stop()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
