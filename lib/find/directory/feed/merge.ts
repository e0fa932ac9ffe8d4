import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { ENTITIES, type Entity, OPEN_LINKS, SHAPES } from './entities.ts'
import { stageColumns, stageOf } from './stage.ts'

export type EntityCounts = { created: number; updated: number; unchanged: number; withdrawn: number }

/** What a column that must not be empty holds where the feed says nothing. */
const DEFAULTS: Record<string, RawBuilder<unknown>> = {
  'organization.description': sql`''`,
  'program.description': sql`''`,
  'service.description': sql`''`,
  'service.status': sql`'active'`,
  'location.location_type': sql`'physical'`,
  'address.address_type': sql`'physical'`,
  'schedule.closed': sql`false`,
  'accessibility.kinds': sql`'{}'::text[]`,
  'organization_identifier.identifier_type': sql`''`,
  'taxonomy.description': sql`''`,
  'taxonomy_term.description': sql`''`,
  'metadata.updated_by': sql`''`,
  'metadata.field_name': sql`''`,
}

/** What a staged column brings into the directory. `s` is the staged row. */
export const broughtBy = (entity: Entity, column: string) => {
  const fallback = DEFAULTS[`${entity}.${column}`]
  return fallback ? sql`coalesce(s.${sql.ref(column)}, ${fallback})` : sql`s.${sql.ref(column)}`
}

/** The same words give the same hash: how a second import knows that nothing changed. */
function hashOf(entity: Entity) {
  const columns = stageColumns[entity].map((column) => sql`s.${sql.ref(column)}`)
  return sql`md5(row(${sql.join(columns)}, s.original_id, s.extra)::text)`
}

/**
 * Notes in `changed` what is new or different, and in `touched` the records that hang on it before and after.
 * A feed's first import skips this: everything is new.
 */
export async function findChanges(tx: Tx): Promise<void> {
  await sql`create temp table changed (entity text, id uuid, created boolean) on commit drop`.execute(tx)
  await sql`create temp table touched (entity text, id uuid) on commit drop`.execute(tx)
  for (const entity of ENTITIES) {
    await sql`insert into changed select ${entity}, s.id, t.id is null
      from ${sql.table(stageOf(entity))} s left join ${standing(entity)} t on t.id = s.id
      where t.id is null or t.withdrawn_at is not null or t.content_hash is distinct from ${hashOf(entity)}`.execute(
      tx,
    )
    await sql`insert into touched ${hangers(entity, sql`${sql.table(entity)} t join changed c on c.id = t.id and c.entity = ${entity}`)}`.execute(
      tx,
    )
    await sql`insert into touched ${hangers(entity, sql`${sql.table(stageOf(entity))} t join changed c on c.id = t.id and c.entity = ${entity}`)}`.execute(
      tx,
    )
  }
  await sql`analyze changed`.execute(tx)
}

/** Whether the feed says anything new, or has lost anything. */
export async function hasChanges(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select 1 from touched limit 1`.execute(tx)
  return rows.length > 0
}

/** For places that changed by what the feed says of others: the listings at them are made anew too. */
export async function touchPlaces(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`insert into touched select 'location', unnest(${sql.val(ids)}::uuid[])`.execute(tx)
}

/** An address that was taken out of sight stands in another table and is there as much as any. */
function standing(entity: Entity) {
  if (entity !== 'address') return sql.table(entity)
  return sql`(select id, content_hash, withdrawn_at from address
    union all select id, content_hash, withdrawn_at from confidential_address where id <> location_id)`
}

/** The record itself and every record that it hangs on, as (entity, id). `from` must name the row `t`. */
function hangers(entity: Entity, from: RawBuilder<unknown>) {
  const parts = [sql`select ${entity}::text as entity, t.id from ${from}`]
  for (const [key, { of }] of Object.entries(SHAPES[entity].parents))
    parts.push(sql`select ${of}::text, t.${sql.ref(key)} from ${from} where t.${sql.ref(key)} is not null`)
  const link = OPEN_LINKS[entity]
  if (link) parts.push(sql`select t.${sql.ref(link.entity)}, t.${sql.ref(link.key)} from ${from}`)
  return sql.join(parts, sql` union all `)
}

export type Merging = {
  /** Nothing of this source stands in the directory yet. */
  first: boolean
  /** Tables brought in so far and in all. */
  onTable: (done: number, all: number) => void
}

/** Brings the stage into the directory, parents first, one statement a table. */
export async function mergeStages(
  tx: Tx,
  sourceKey: string,
  { first, onTable }: Merging,
): Promise<Map<Entity, EntityCounts>> {
  const counts = new Map<Entity, EntityCounts>()
  for (const entity of ENTITIES) {
    onTable(counts.size, ENTITIES.length)
    const staged = await countRows(tx, stageOf(entity))
    if (first) {
      await insertAll(tx, entity, sourceKey)
      counts.set(entity, { created: staged, updated: 0, unchanged: 0, withdrawn: 0 })
    } else {
      const { rows } = await sql<{
        created: string
        updated: string
      }>`select count(*) filter (where created) as created,
        count(*) filter (where not created) as updated from changed where entity = ${entity}`.execute(tx)
      const [created, updated] = [Number(rows[0]?.created), Number(rows[0]?.updated)]
      if (created + updated > 0) await upsertChanged(tx, entity, sourceKey)
      counts.set(entity, { created, updated, unchanged: staged - created - updated, withdrawn: 0 })
    }
  }
  onTable(counts.size, ENTITIES.length)
  return counts
}

async function insertAll(tx: Tx, entity: Entity, sourceKey: string): Promise<void> {
  await sql`insert into ${sql.table(entity)} (${names(entity)})
    select ${values(entity, sourceKey)} from ${sql.table(stageOf(entity))} s`.execute(tx)
}

async function upsertChanged(tx: Tx, entity: Entity, sourceKey: string): Promise<void> {
  const assigned = [...stageColumns[entity], 'source_key', 'original_id', 'extra', 'content_hash'].map(
    (column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`,
  )
  await sql`insert into ${sql.table(entity)} (${names(entity)})
    select ${values(entity, sourceKey)} from ${sql.table(stageOf(entity))} s
      join changed c on c.id = s.id and c.entity = ${entity}
    on conflict (id) do update set ${sql.join(assigned)}, withdrawn_at = null${
      // What a steward noted stands until the source says something new.
      entity === 'service' ? sql`, said_full_at = null` : sql``
    }`.execute(tx)
}

const names = (entity: Entity) =>
  sql.join(
    ['id', ...stageColumns[entity], 'source_key', 'original_id', 'extra', 'content_hash'].map((column) =>
      sql.ref(column),
    ),
  )

const values = (entity: Entity, sourceKey: string) =>
  sql`s.id, ${sql.join(stageColumns[entity].map((column) => broughtBy(entity, column)))},
    ${sourceKey}::text, s.original_id, s.extra, ${hashOf(entity)}`

export async function countRows(tx: Tx, table: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) from ${sql.table(table)}`.execute(tx)
  return Number(rows[0]?.count)
}

/**
 * Takes out what left the feed. Records that others remember (a referral keeps its service) are withdrawn; what hangs
 * on them is deleted, unless it hangs on a withdrawn record, which keeps its telephone for whoever still looks it up.
 */
export async function withdrawMissing(
  tx: Tx,
  sourceKey: string,
  now: Date,
  counts: Map<Entity, EntityCounts>,
): Promise<void> {
  for (const entity of ENTITIES.filter((name) => SHAPES[name].lasting)) {
    const gone = sql`update ${sql.table(entity)} t set withdrawn_at = ${now} where ${leftFeed(entity, sourceKey)}
      and t.withdrawn_at is null returning t.*`
    const { rows } = await sql<{
      count: string
    }>`with t as (${gone}), told as (insert into touched ${hangers(entity, sql`t`)})
      select count(*) from t`.execute(tx)
    const known = counts.get(entity)
    if (known) known.withdrawn = Number(rows[0]?.count)
  }
  for (const entity of ENTITIES.filter((name) => !SHAPES[name].lasting)) {
    const gone = sql`delete from ${sql.table(entity)} t where ${leftFeed(entity, sourceKey)} and ${hangsOnLive(entity)} returning t.*`
    await sql`with t as (${gone}) insert into touched ${hangers(entity, sql`t`)}`.execute(tx)
  }
  await sql`delete from confidential_address t where t.id <> t.location_id and t.source_key = ${sourceKey}
    and not exists (select 1 from stage_address s where s.id = t.id)
    and exists (select 1 from location l where l.id = t.location_id and l.withdrawn_at is null)`.execute(tx)
}

const leftFeed = (entity: Entity, sourceKey: string) =>
  sql`t.source_key = ${sourceKey} and not exists (select 1 from ${sql.table(stageOf(entity))} s where s.id = t.id)`

function hangsOnLive(entity: Entity) {
  const link = OPEN_LINKS[entity]
  if (link)
    return sql`not exists (select 1 from service p where p.id = t.${sql.ref(link.key)} and p.withdrawn_at is not null)`
  const live = Object.entries(SHAPES[entity].parents).map(
    ([key, { of }]) =>
      sql`exists (select 1 from ${sql.table(of)} p where p.id = t.${sql.ref(key)} and p.withdrawn_at is null)`,
  )
  return live.length === 0 ? sql`true` : sql`(${sql.join(live, sql` or `)})`
}
