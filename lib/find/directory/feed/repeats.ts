import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { ENTITIES, type Entity, SHAPES } from './entities.ts'
import type { Findings } from './model.ts'
import type { RecordIds } from './record-ids.ts'
import { stageColumns, stageOf } from './stage.ts'

type Found = { seq: number; file: number; row_number: number }
type FoundWithContent = Found & { original_id: string | null; content: string; id: string }

/** `files` are names by the number in the stage. */
export type Settling = { files: readonly string[]; ids: RecordIds; findings: Findings }

/**
 * One row an id. Rows that repeat an id and agree, each saying what the other leaves open, become one. Where they
 * contradict each other, an organization, service or place keeps its first row and the others are rejected, for
 * nobody can tell which is right; a telephone or an address is then simply another one and gets an id of its own.
 *
 * @returns how many rows of each entity were joined to an earlier one
 */
export async function settleRepeats(tx: Tx, settling: Settling): Promise<Map<Entity, number>> {
  const joined = new Map<Entity, number>()
  for (const entity of ENTITIES) {
    await sql`create temp table repeated on commit drop as
      select id, min(seq) as first from ${sql.table(stageOf(entity))} group by id having count(*) > 1`.execute(
      tx,
    )
    const { rows } = await sql`select 1 from repeated limit 1`.execute(tx)
    if (rows.length > 0) joined.set(entity, await settleEntity(tx, entity, settling))
    await sql`drop table repeated`.execute(tx)
  }
  return joined
}

async function settleEntity(tx: Tx, entity: Entity, { files, ids, findings }: Settling): Promise<number> {
  const place = (row: Found) => ({ file: files[row.file] ?? '', row: row.row_number })
  if (SHAPES[entity].lasting) {
    for (const row of await takeContradictions(tx, entity))
      findings.reject(
        place(row),
        'id',
        `an earlier row has the same id and says something else (${row.fields.join(', ')})`,
      )
  } else {
    const parted = await partContradictions(tx, entity, ids)
    const [first] = parted
    if (first)
      findings.note(
        'repeated-id',
        `${place(first).file}, row ${first.row_number}: another ${entity.replaceAll('_', ' ')} of the same id`,
        parted.length,
      )
  }
  const joined = await joinAgreeing(tx, entity)
  const [first] = joined
  if (first) findings.note('repeated-row', `${place(first).file}, row ${first.row_number}`, joined.length)
  return joined.length
}

const columnsOf = (entity: Entity): string[] => stageColumns[entity]

/** `r` says something that `f`, the first row of that id, contradicts. */
function contradicts(entity: Entity) {
  return sql.join(
    columnsOf(entity).map((column) => sql`r.${sql.ref(column)} <> f.${sql.ref(column)}`),
    sql` or `,
  )
}

async function takeContradictions(tx: Tx, entity: Entity): Promise<(Found & { fields: string[] })[]> {
  const differing = columnsOf(entity).map(
    (column) => sql`case when r.${sql.ref(column)} <> f.${sql.ref(column)} then ${column}::text end`,
  )
  const stage = sql.table(stageOf(entity))
  const { rows } = await sql<Found & { fields: string[] }>`delete from ${stage} r using repeated, ${stage} f
    where r.id = repeated.id and f.id = r.id and f.seq = repeated.first and r.seq > f.seq and (${contradicts(entity)})
    returning r.seq, r.file, r.row_number, array_remove(array[${sql.join(differing)}], null) as fields`.execute(
    tx,
  )
  return rows
}

/** Gives rows that contradict the first of their id an id of their own. */
async function partContradictions(tx: Tx, entity: Entity, ids: RecordIds): Promise<Found[]> {
  const stage = sql.table(stageOf(entity))
  const content = sql.join(columnsOf(entity).map((column) => sql`r.${sql.ref(column)}`))
  const { rows } = await sql<FoundWithContent>`select r.seq, r.file, r.row_number, r.id, r.original_id,
      md5(row(${content})::text) as content from repeated
    join ${stage} f on f.id = repeated.id and f.seq = repeated.first
    join ${stage} r on r.id = repeated.id and r.seq > f.seq where (${contradicts(entity)})`.execute(tx)
  if (rows.length === 0) return []
  const seqs = rows.map((row) => row.seq)
  const own = rows.map((row) => ids.ofContent(entity, `${row.original_id ?? row.id} ${row.content}`))
  await sql`update ${stage} s set id = own.id
    from unnest(${sql.val(seqs)}::int[], ${sql.val(own)}::uuid[]) as own (seq, id) where s.seq = own.seq`.execute(
    tx,
  )
  await sql`truncate repeated`.execute(tx)
  await sql`insert into repeated select id, min(seq) from ${stage} group by id having count(*) > 1`.execute(
    tx,
  )
  return rows.sort((a, b) => a.seq - b.seq)
}

async function joinAgreeing(tx: Tx, entity: Entity): Promise<Found[]> {
  const stage = sql.table(stageOf(entity))
  const every = [...columnsOf(entity), 'extra', 'keys']
  const merged = every.map((column) => {
    const name = sql.ref(column)
    // An array of arrays would be one array: lists go through their text.
    if (SHAPES[entity].columns[column] === 'list')
      return sql`(array_agg(r.${name}::text order by r.seq) filter (where r.${name} is not null))[1]::text[] as ${name}`
    return sql`(array_agg(r.${name} order by r.seq) filter (where r.${name} is not null))[1] as ${name}`
  })
  const assign = every.map((column) => sql`${sql.ref(column)} = m.${sql.ref(column)}`)
  await sql`update ${stage} s set ${sql.join(assign)}, implied = m.implied from (
      select r.id, bool_and(r.implied) as implied, ${sql.join(merged)} from ${stage} r join repeated using (id) group by r.id) m,
    repeated where s.id = m.id and repeated.id = s.id and s.seq = repeated.first`.execute(tx)
  const { rows } = await sql<Found>`delete from ${stage} s using repeated
    where s.id = repeated.id and s.seq > repeated.first returning s.seq, s.file, s.row_number`.execute(tx)
  return rows.sort((a, b) => a.seq - b.seq)
}
