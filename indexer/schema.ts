import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '#base/db/migrate.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'

/** Writes lib/base/db/schema.ts from a freshly migrated database; with --verify says whether the file still fits. */
const dir = mkdtempSync(join(tmpdir(), 'handrail-schema-'))
chmodSync(dir, 0o755) // PostgreSQL runs as another user and must be able to pass
const postgres = await startPostgres({ dir: join(dir, 'postgres'), fast: true })
await migrate(postgres.url())
const flags = [
  '--dialect',
  'postgres',
  '--date-parser',
  'string',
  '--default-schema',
  'public',
  '--exclude-pattern',
  '{graphile_worker.*,kysely_*}',
]
const verify = process.argv.includes('--verify') ? ['--verify'] : []
const { status } = spawnSync(
  join(import.meta.dirname, '../node_modules/.bin/kysely-codegen'),
  [
    '--url',
    postgres.url(),
    '--out-file',
    join(import.meta.dirname, '../lib/base/db/schema.ts'),
    ...flags,
    ...verify,
  ],
  { stdio: 'inherit' },
)
await postgres.stop()
rmSync(dir, { recursive: true, force: true })
process.exitCode = status ?? 1
