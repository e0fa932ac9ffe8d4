import { readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { APPEND_ONLY, OPERATIONS, TABLES, tableOf, VIEWER_NAMES, type Viewer } from '#base/access/tables.ts'
import { useDatabase } from '#testing/database.ts'
import { givenRows, rowOf, VIEWERS } from '#testing/given-rows.ts'
import type { DB } from './schema.ts'

const ANA = VIEWERS['coordinator: caseload']

/** The key of a table, and a column of it that the application may change and no unique index holds. */
async function shapeOf(owner: Kysely<DB>, table: string): Promise<{ key: string[]; changed: string | null }> {
  const { rows } = await sql<{ key: string[]; changed: string | null }>`select
    array(select attname::text from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
      where indrelid = ${table}::regclass and indisprimary) as key,
    (select attname::text from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and attgenerated = '' and attidentity = '' and has_column_privilege('handrail_app', attrelid, attnum, 'update')
      and not exists (select from pg_index where indrelid = attrelid and indisunique and attnum = any(indkey))
      order by attnotnull desc, attnum limit 1) as changed`.execute(owner)
  return rows[0] ?? { key: [], changed: null }
}

/** What PostgreSQL really lets this viewer do with the entry's row; each thing is tried and undone. */
async function allowed(owner: Kysely<DB>, entry: string, viewer: Viewer): Promise<string[]> {
  const actor = VIEWERS[viewer]
  const table = tableOf(entry)
  const row = await rowOf(owner, entry, actor)
  const stored = entry.endsWith("the actor's own") ? await rowOf(owner, table, ANA) : row
  const { key, changed } = await shapeOf(owner, table)
  const place = Object.fromEntries(key.map((name) => [name, stored[name]]))
  return owner.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`select set_config('role', 'handrail_app', true), set_config('app.role', ${actor.role}, true),
      set_config('app.account_id', ${actor.accountId ?? ''}, true), set_config('app.client_id', ${actor.clientId ?? ''}, true),
      set_config('app.organization_id', ${actor.organizationId ?? ''}, true), set_config('app.referral_id', ${actor.referralId ?? ''}, true)`.execute(
      tx,
    )
    const names = Object.keys(row)
      .map((name) => `"${name}"`)
      .join(', ')
    const { rows } = await sql<{ allowed: string[] }>`select probe(${table}::regclass,
      ${JSON.stringify(place)}::text::jsonb, ${JSON.stringify(row)}::text::jsonb, ${names}, ${changed}) as allowed`.execute(
      tx,
    )
    return rows[0]?.allowed ?? []
  })
}

describe('what the database allows', () => {
  const test = useDatabase()
  let tables: string[]
  beforeAll(async () => {
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%' order by 1`.execute(
      test.owner,
    )
    tables = rows.map(({ name }) => name)
    await sql.raw(readFileSync('lib/testing/probe.sql', 'utf8')).execute(test.owner)
    await givenRows(test.owner, tables)
  })

  it('has an entry for every table', () => {
    expect([...new Set(Object.keys(TABLES).map(tableOf))].sort()).toEqual(tables)
  })

  it.each(Object.keys(TABLES))(
    '%s: PostgreSQL allows what the table says, to each role and relation',
    async (entry) => {
      const said: Record<string, string[]> = {}
      const found: Record<string, string[]> = {}
      for (const viewer of VIEWER_NAMES) {
        said[viewer] = OPERATIONS.filter((operation) => TABLES[entry]?.[operation]?.includes(viewer))
        found[viewer] = await allowed(test.owner, entry, viewer)
      }
      expect(found).toEqual(said)
    },
  )

  it('binds every table by row policies, and the application owns none', async () => {
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%'
        and (not relrowsecurity or relowner = 'handrail_app'::regrole)`.execute(test.owner)
    expect(rows).toEqual([])
    const { rows: roles } = await sql<{
      bypass: boolean
    }>`select rolbypassrls or rolsuper as bypass from pg_roles
      where rolname = 'handrail_app'`.execute(test.owner)
    expect(roles).toEqual([{ bypass: false }])
  })

  it('rule 14: no role of the application can change or remove what is written down', async () => {
    const { rows } = await sql<{ table: string; may: boolean }>`select name as table,
      has_any_column_privilege('handrail_app', name, 'update') or has_table_privilege('handrail_app', name, 'delete')
        or has_table_privilege('handrail_app', name, 'truncate') as may
      from unnest(${[...APPEND_ONLY]}::text[]) as name`.execute(test.owner)
    expect(rows).toEqual(APPEND_ONLY.map((table) => ({ table, may: false })))
  })

  it('keeps the queue of jobs and the list of migrations closed to the application', async () => {
    const { rows } = await sql<{
      name: string
    }>`select relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'p', 'v') and (nspname = 'graphile_worker' or relname like 'kysely%')
        and has_table_privilege('handrail_app', pg_class.oid, 'select, insert, update, delete')`.execute(
      test.owner,
    )
    expect(rows).toEqual([])
  })
})
