import { sql } from 'kysely'
import type { Database, Tx } from '#base/db/context.ts'
import { shareReading } from '#base/db/share-reading.ts'
import type { DocumentRow } from './document.ts'

/** One change that the index has not confirmed; `stamp` tells it from a later change of the same service. */
export type Pending = { serviceId: string; stamp: string; removed: string[] }

export async function pendingServices(db: Database | Tx, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('search_pending')
    .select('service_id')
    .orderBy('since')
    .orderBy('service_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.service_id)
}

/** More changes than this are not worth naming to a search: it then asks for its own candidates. */
const MOST_NAMED = 200

type Behind = ReadonlySet<string> | null

const behindOf = new WeakMap<Database, () => Promise<Behind>>()

/**
 * Services whose present state the index does not have yet; null when they are too many to name. Every search asks, so
 * searches of the same moment share one statement.
 */
export function servicesBehind(db: Database): Promise<Behind> {
  let read = behindOf.get(db)
  if (!read) {
    read = shareReading(() => readBehind(db))
    behindOf.set(db, read)
  }
  return read()
}

async function readBehind(db: Database): Promise<Behind> {
  const { rows } = await sql<{ service_id: string }>`select service_id from search_pending
    limit ${MOST_NAMED + 1}`.execute(db)
  return rows.length > MOST_NAMED ? null : new Set(rows.map((row) => row.service_id))
}

export async function readPending(db: Database | Tx, serviceIds: string[]): Promise<Pending[]> {
  const rows = await db
    .selectFrom('search_pending')
    .select(['service_id', 'stamp', 'removed'])
    .where('service_id', '=', sql<string>`any(${serviceIds}::uuid[])`)
    .execute()
  return rows.map(({ service_id, stamp, removed }) => ({ serviceId: service_id, stamp, removed }))
}

/** Forgets changes that the index has confirmed, unless the service has changed again since. */
export async function settlePending(tx: Tx, settled: Pending[]): Promise<void> {
  const pairs = settled.map(({ serviceId, stamp }) => [serviceId, stamp])
  await sql`delete from search_pending p using jsonb_array_elements(${JSON.stringify(pairs)}::text::jsonb) as s
    where p.service_id = (s->>0)::uuid and p.stamp = (s->>1)::bigint`.execute(tx)
}

/** Notes services whose documents are missing, out of date or too many, so that they are put again. */
export async function markForRepair(tx: Tx, serviceIds: string[], now: Date): Promise<void> {
  await sql`insert into search_pending (service_id, since) select s, ${now} from unnest(${serviceIds}::uuid[]) as s
    order by s on conflict (service_id) do update set stamp = nextval('search_stamp')`.execute(tx)
}

/** Whether the index was never told of any card that there is. */
export async function allPending(db: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from service_card c
    where not exists (select 1 from search_pending p where p.service_id = c.service_id) limit 1`.execute(db)
  return rows.length === 0
}

/** When the oldest change came that the index does not have yet; null when it has all. */
export async function oldestPending(db: Database): Promise<Date | null> {
  const row = await db
    .selectFrom('search_pending')
    .select((eb) => eb.fn.min('since').as('since'))
    .executeTakeFirst()
  return row?.since ?? null
}

/** A card's two JSON columns hold ten times what a document does: only what it needs leaves the database. */
function documentRows(db: Database | Tx) {
  return db
    .selectFrom('service_card')
    .select(['id', 'service_id', 'version', 'name', 'quality', 'needs', 'areas', 'delivery'])
    .select(['latitude', 'longitude'])
    .select([
      sql<boolean>`(facts -> 'hidden')::boolean`.as('hidden'),
      sql<string>`display #>> '{organization,name}'`.as('organization'),
      sql<string | null>`display #>> '{location,city}'`.as('city'),
      sql<string>`display ->> 'summary'`.as('summary'),
    ])
}

export async function documentsOfServices(db: Database | Tx, serviceIds: string[]): Promise<DocumentRow[]> {
  return documentRows(db).where('service_id', '=', sql<string>`any(${serviceIds}::uuid[])`).execute()
}

/** The next in the order of their ids. */
export async function documentsAfter(
  db: Database | Tx,
  after: string | null,
  limit: number,
): Promise<DocumentRow[]> {
  return documentRows(db)
    .$if(after !== null, (query) => query.where('id', '>', after as string))
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function cardVersions(db: Database | Tx) {
  return db.selectFrom('service_card').select(['id', 'service_id', 'version']).execute()
}

/** Which of these cards there are now. */
export async function standingCards(db: Database | Tx, ids: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('service_card')
    .select('id')
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

export async function countCards(db: Database | Tx): Promise<number> {
  const row = await db
    .selectFrom('service_card')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function rebuildingShards(db: Database | Tx): Promise<Map<string, string>> {
  const rows = await db.selectFrom('search_rebuild').select(['shard', 'index_uid']).execute()
  return new Map(rows.map(({ shard, index_uid }) => [shard, index_uid]))
}

export async function beginRebuild(tx: Tx, shards: string[], indexUid: string, now: Date): Promise<void> {
  await tx.deleteFrom('search_rebuild').execute()
  await tx
    .insertInto('search_rebuild')
    .values(shards.map((shard) => ({ shard, index_uid: indexUid, started_at: now })))
    .execute()
}

export async function endRebuild(tx: Tx): Promise<void> {
  await tx.deleteFrom('search_rebuild').execute()
}

/**
 * Only one process at a time reads cards and sends them: what is read first is sent first, so an older state can never
 * arrive after a newer one. Ends with the transaction.
 */
export async function lockSending(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('search-sending'))`.execute(tx)
}

/** False when another process is rebuilding. Ends with the transaction. */
export async function tryLockRebuild(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    locked: boolean
  }>`select pg_try_advisory_xact_lock(hashtext('search-rebuild')) as locked`.execute(tx)
  return rows[0]?.locked ?? false
}
