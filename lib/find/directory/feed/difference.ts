import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import type { Entity } from './entities.ts'
import { broughtBy } from './merge.ts'
import { stageColumns, stageOf } from './stage.ts'

export type Change = {
  entity: 'organization' | 'service' | 'location'
  change: 'created' | 'updated' | 'withdrawn'
  name: string
  originalId: string | null
  /** Columns that differ; empty unless updated. */
  fields: string[]
}

/** What a feed would change, for a person to read: at most `MOST` of each kind, `more` counts the rest. */
export type Difference = { changes: Change[]; more: number }

const MOST = 100
const CORE = ['organization', 'service', 'location'] as const

export async function readDifference(tx: Tx, sourceKey: string, first: boolean): Promise<Difference> {
  const difference: Difference = { changes: [], more: 0 }
  for (const entity of CORE)
    for (const query of first ? [everything(entity)] : [changed(entity), leaving(entity, sourceKey)]) {
      const { rows } = await query.execute(tx)
      difference.more += Math.max(0, Number(rows[0]?.total ?? 0) - rows.length)
      for (const { change, name, original_id, fields } of rows)
        difference.changes.push({
          entity,
          change,
          name: name ?? '',
          originalId: original_id,
          fields: fields ?? [],
        })
    }
  return difference
}

type Row = {
  change: Change['change']
  name: string | null
  original_id: string | null
  fields: string[] | null
  total: string
}

const everything = (entity: Entity) =>
  sql<Row>`select 'created' as change, s.name, s.original_id, null::text[] as fields, count(*) over () as total
    from ${sql.table(stageOf(entity))} s order by s.seq limit ${MOST}`

function changed(entity: Entity) {
  const differing = stageColumns[entity].map(
    (column) =>
      sql`case when ${broughtBy(entity, column)} is distinct from t.${sql.ref(column)} then ${column}::text end`,
  )
  return sql<Row>`select case when c.created then 'created' else 'updated' end as change, s.name, s.original_id,
      case when c.created then null else array_remove(array[${sql.join(differing)}], null) end as fields,
      count(*) over () as total
    from changed c join ${sql.table(stageOf(entity))} s on s.id = c.id
      left join ${sql.table(entity)} t on t.id = c.id
    where c.entity = ${entity} order by c.created, s.seq limit ${MOST}`
}

const leaving = (entity: Entity, sourceKey: string) =>
  sql<Row>`select 'withdrawn' as change, t.name, t.original_id, null::text[] as fields, count(*) over () as total
    from ${sql.table(entity)} t
    where t.source_key = ${sourceKey} and t.withdrawn_at is null
      and not exists (select 1 from ${sql.table(stageOf(entity))} s where s.id = t.id)
    order by t.name limit ${MOST}`
