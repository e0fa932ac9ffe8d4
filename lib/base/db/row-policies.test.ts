import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { APPEND_ONLY, OPERATIONS, TABLES, tableOf, VIEWER_NAMES } from '#base/access/tables.ts'
import { useDatabase } from '#testing/database.ts'
import { givenRows } from '#testing/given-rows.ts'
import { allowed } from '#testing/row-walk.ts'

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
      await test.owner.transaction().execute(async (tx) => {
        for (const viewer of VIEWER_NAMES) {
          said[viewer] = OPERATIONS.filter((operation) => TABLES[entry]?.[operation]?.includes(viewer))
          found[viewer] = await allowed(tx, entry, viewer)
        }
      })
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
