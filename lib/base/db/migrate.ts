import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import { type Migration, type MigrationProvider, Migrator, sql } from 'kysely'
import { connect } from './client.ts'

const FOLDER = join(import.meta.dirname, 'migrations')

/** Migrations are plain SQL files named by UTC stamp and words; one that is merged is never edited. */
const provider: MigrationProvider = {
  async getMigrations() {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
    const migration = (file: string): Migration => ({
      up: (db) =>
        sql
          .raw(readFileSync(join(FOLDER, file), 'utf8'))
          .execute(db)
          .then(() => undefined),
    })
    return Object.fromEntries(files.map((file) => [file.replace(/\.sql$/, ''), migration(file)]))
  },
}

/**
 * Brings the database at `url` up to this version and returns the names of the migrations that ran.
 * The job queue's own tables come first: our `enqueue` function stands on them.
 * @throws the first migration's error; what ran before it stays.
 */
export async function migrate(url: string): Promise<string[]> {
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) })
  const db = connect(url, { max: 1, asOwner: true })
  try {
    const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
    if (error) throw error
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    await db.destroy()
  }
}

/** Migrations of this version that the database does not have yet. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const db = connect(url, { max: 1, asOwner: true })
  try {
    const all = await new Migrator({ db, provider }).getMigrations()
    return all.filter((migration) => !migration.executedAt).map((migration) => migration.name)
  } finally {
    await db.destroy()
  }
}
