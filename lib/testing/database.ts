import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, inject } from 'vitest'
import { connect } from '#base/db/client.ts'
import type { Database } from '#base/db/context.ts'

export type TestDatabase = {
  /** As the product connects: bound by row policies, a visitor outside `transact`. */
  db: Database
  /** As the owner of the tables, to look behind the policies. */
  owner: Database
  url: string
}

/** A database of its own for the calling test file, cloned from the migrated template; dropped afterwards. */
export function useDatabase(): TestDatabase {
  const held = {} as TestDatabase
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const at = (database: string) => `postgres://postgres@127.0.0.1:${inject('postgresPort')}/${database}`
  beforeAll(async () => {
    const admin = connect(at('postgres'), { max: 1, asOwner: true })
    await sql`create database ${sql.id(name)} template template_handrail`.execute(admin)
    await admin.destroy()
    held.url = at(name)
    held.db = connect(held.url, { max: 8 })
    held.owner = connect(held.url, { max: 2, asOwner: true })
  })
  afterAll(async () => {
    await held.db.destroy()
    await held.owner.destroy()
    const admin = connect(at('postgres'), { max: 1, asOwner: true })
    await sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin)
    await admin.destroy()
  })
  return held
}
