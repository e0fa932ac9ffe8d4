import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { streetPatterns, withoutStreets } from '../confidential.ts'
import { ENTITIES, type Entity, OPEN_LINKS, SHAPES } from '../feed/entities.ts'

type Row = { id: string; words: Record<string, unknown> }

/**
 * Takes the streets of the places in the temporary table `hiding` out of every text about them, their services and
 * their organizations, `extra` included.
 */
export async function scrubStreets(tx: Tx): Promise<void> {
  await gatherRecords(tx)
  await forgetChanges(tx)
  const streets = await streetsOf(tx)
  if (streets.length > 0)
    for (const entity of ENTITIES) if (entity !== 'address') await scrubTable(tx, entity, streets)
  await sql`drop table about`.execute(tx)
}

/** `about`: ids of the hidden places, of the services at them and of the organizations behind both. */
async function gatherRecords(tx: Tx): Promise<void> {
  await sql`create temp table about on commit drop as
    with services as (select distinct sl.service_id as id from service_at_location sl join hiding h on h.id = sl.location_id)
    select id from hiding
    union select id from services
    union select sl.id from service_at_location sl join hiding h on h.id = sl.location_id
    union select s.organization_id from service s join services using (id)
    union select l.organization_id from location l join hiding using (id) where l.organization_id is not null`.execute(
    tx,
  )
}

/** What a place's record or address once said is a street too. */
async function forgetChanges(tx: Tx): Promise<void> {
  await sql`update metadata m set previous_value = null, replacement_value = null, extra = null
    where (previous_value is not null or replacement_value is not null or extra is not null)
      and (m.resource_id in (select id from hiding)
        or m.resource_id in (select c.id from confidential_address c join hiding h on h.id = c.location_id))`.execute(
    tx,
  )
}

async function streetsOf(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ street: string }>`select distinct c.address_1 as street
    from confidential_address c join hiding h on h.id = c.location_id where c.address_1 <> ''
    union select distinct c.address_2 from confidential_address c join hiding h on h.id = c.location_id where c.address_2 ~ '\\d.*[A-Za-z]{3}'`.execute(
    tx,
  )
  return rows.map((row) => row.street)
}

async function scrubTable(tx: Tx, entity: Entity, streets: readonly string[]): Promise<void> {
  const shape = SHAPES[entity]
  const texts = Object.keys(shape.columns).filter((column) => shape.columns[column] === 'text')
  const words = sql`jsonb_strip_nulls(jsonb_build_object(${sql.join([...texts, 'extra'].map((column) => sql`${column}::text, t.${sql.ref(column)}`))}))`
  const { rows } = await sql<Row>`select t.id, ${words} as words from ${sql.table(entity)} t
    where (${belongs(entity)}) and lower(${words}::text) like any (${sql.val(hints(streets))}::text[])`.execute(
    tx,
  )
  const patterns = streetPatterns(streets)
  for (const row of rows) await scrubRow(tx, entity, row, patterns)
}

/** The row is one of those that `about` names, or hangs on one. */
function belongs(entity: Entity): RawBuilder<unknown> {
  const link = OPEN_LINKS[entity]
  const keys = ['id', ...Object.keys(SHAPES[entity].parents), ...(link ? [link.key] : [])]
  return sql.join(
    keys.map((key) => sql`t.${sql.ref(key)} in (select id from about)`),
    sql` or `,
  )
}

/** Something that a text with a street in it holds: its house number, else its longest word. */
function hints(streets: readonly string[]): string[] {
  return streets.map((street) => {
    const words = street.toLowerCase().split(/[\s.,]+/)
    const number = words.find((word) => /\d/.test(word))
    return `%${(number ?? words.reduce((a, b) => (b.length > a.length ? b : a))).replace(/[%_\\]/g, '\\$&')}%`
  })
}

async function scrubRow(tx: Tx, entity: Entity, row: Row, patterns: readonly RegExp[]): Promise<void> {
  const changed: RawBuilder<unknown>[] = []
  for (const [column, value] of Object.entries(row.words)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const scrubbed = withoutStreets(text, patterns)
    if (scrubbed === text) continue
    const cast = column === 'extra' ? sql`${scrubbed}::text::jsonb` : sql`${scrubbed}`
    changed.push(sql`${sql.ref(column)} = ${cast}`)
  }
  if (changed.length > 0)
    await sql`update ${sql.table(entity)} set ${sql.join(changed)} where id = ${row.id}`.execute(tx)
}
