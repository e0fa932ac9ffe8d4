import { sql } from 'kysely'
import { type Keyring, oldestKey, seal, unseal } from '../core/seal.ts'
import { SEALED_COLUMNS, type SealedColumn } from '../core/sealed-columns.ts'
import type { Database } from './context.ts'

const BATCH = 200

export type Resealed = {
  /** Values that are sealed with the current key now. */
  done: number
  /** Values that no key on the ring opens: of a lost key, or tampered with. */
  unreadable: { column: SealedColumn; count: number }[]
}

/** How many values are still sealed with another key than the current one, by column. */
export async function sealedWithOlderKeys(
  owner: Database,
  keyring: Keyring,
): Promise<{ column: SealedColumn; count: number }[]> {
  const counts = await Promise.all(
    columns().map(async ({ column, table, name }) => {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}
        where split_part(${sql.ref(name)}, '.', 2) <> ${keyring.current}`.execute(owner)
      return { column, count: rows[0]?.count ?? 0 }
    }),
  )
  return counts.filter(({ count }) => count > 0)
}

/** When the last link ends that somebody was mailed and that another key than the current one made; null without any. */
export async function linksOfOlderKeys(owner: Database, keyring: Keyring, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ until: Date | null }>`
    select max(expires_at) as until from (
      select key_id, expires_at from access_link where revoked_at is null
      union all select key_id, expires_at from invitation where revoked_at is null and accepted_at is null) as link
    where expires_at > ${now} and coalesce(key_id, ${oldestKey(keyring)}) <> ${keyring.current}`.execute(
    owner,
  )
  return rows[0]?.until ?? null
}

/**
 * Seals everything anew with the current key, a few rows a transaction: it may be stopped and begun again, and the
 * product goes on meanwhile. As the owner of the tables, because no role of the application may touch what is written
 * down for good; what a value says is not changed by its seal.
 */
export async function reseal(owner: Database, keyring: Keyring): Promise<Resealed> {
  const result: Resealed = { done: 0, unreadable: [] }
  for (const each of columns()) {
    let unreadable = 0
    for (;;) {
      const batch = await resealBatch(owner, keyring, each, unreadable)
      result.done += batch.done
      unreadable += batch.unreadable
      if (batch.found < BATCH) break
    }
    if (unreadable > 0) result.unreadable.push({ column: each.column, count: unreadable })
  }
  return result
}

type Place = { column: SealedColumn; table: string; name: string; id: string }

function columns(): Place[] {
  return Object.entries(SEALED_COLUMNS).map(([column, id]) => {
    const [table = '', name = ''] = column.split('.')
    return { column: column as SealedColumn, table, name, id }
  })
}

/** @param skip values of this column that were found unreadable before: they stay where they are, first in the order */
function resealBatch(owner: Database, keyring: Keyring, { column, table, name, id }: Place, skip: number) {
  return owner.transaction().execute(async (tx) => {
    const { rows } = await sql<{ place: string; id: string; sealed: string }>`
      select ctid::text as place, (${sql.raw(id)})::text as id, ${sql.ref(name)} as sealed from ${sql.table(table)}
      where split_part(${sql.ref(name)}, '.', 2) <> ${keyring.current}
      order by 2 limit ${BATCH} offset ${skip} for update`.execute(tx)
    let done = 0
    for (const row of rows) {
      const text = opened(keyring, { field: column, id: row.id }, row.sealed)
      if (text === null) continue
      // The row is locked, so its place holds until the transaction ends.
      await sql`update ${sql.table(table)} set ${sql.ref(name)} = ${seal(keyring, { field: column, id: row.id }, text)}
        where ctid = ${row.place}::tid`.execute(tx)
      done++
    }
    return { found: rows.length, done, unreadable: rows.length - done }
  })
}

function opened(keyring: Keyring, context: Parameters<typeof unseal>[1], sealed: string): string | null {
  try {
    return unseal(keyring, context, sealed)
  } catch {
    return null
  }
}
