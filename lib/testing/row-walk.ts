import { type Kysely, sql, type Transaction } from 'kysely'
import { tableOf, type Viewer } from '#base/access/tables.ts'
import type { DB } from '#base/db/schema.ts'
import { rowOf, VIEWERS } from './given-rows.ts'

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

/**
 * What PostgreSQL really lets this viewer do with the entry's row; each thing is tried and undone. Needs the functions of
 * probe.sql and the rows of `givenRows`, as the owner of the tables.
 */
export async function allowed(tx: Transaction<DB>, entry: string, viewer: Viewer): Promise<string[]> {
  const actor = VIEWERS[viewer]
  const table = tableOf(entry)
  const row = await rowOf(tx, entry, actor)
  const stored = entry.endsWith("the actor's own") ? await rowOf(tx, table, ANA) : row
  const { key, changed } = await shapeOf(tx, table)
  const place = Object.fromEntries(key.map((name) => [name, stored[name]]))
  await sql`savepoint walk`.execute(tx)
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
  await sql`rollback to savepoint walk`.execute(tx)
  return rows[0]?.allowed ?? []
}
