import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'

/**
 * Ids of the services whose listing must be derived anew: their own record changed, or anything that is shown,
 * searched or judged with them (organization, programme, place, telephone, term).
 */
export async function affectedServices(tx: Tx, sourceKey: string, first: boolean): Promise<string[]> {
  if (first) {
    const { rows } = await sql<{
      id: string
    }>`select id from service where source_key = ${sourceKey} order by id`.execute(tx)
    return rows.map((row) => row.id)
  }
  await sql`analyze touched`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    with reached as (
      select distinct entity, id from touched
      union select 'service', p.service_id from phone p join touched t on t.entity = 'phone' and t.id = p.id
      union select 'location', p.location_id from phone p join touched t on t.entity = 'phone' and t.id = p.id
      union select 'organization', p.organization_id from phone p join touched t on t.entity = 'phone' and t.id = p.id
      union select a.link_entity, a.link_id from attribute a join touched t on t.entity = 'taxonomy_term' and t.id = a.taxonomy_term_id
      union select 'service_at_location', x.service_at_location_id from (
        select p.service_at_location_id from phone p join touched t on t.entity = 'phone' and t.id = p.id) x)
    select id from reached where entity = 'service' and id is not null
    union select s.id from service s join reached r on r.entity = 'organization' and r.id = s.organization_id
    union select s.id from service s join reached r on r.entity = 'program' and r.id = s.program_id
    union select l.service_id from service_at_location l join reached r on r.entity = 'location' and r.id = l.location_id
    union select l.service_id from service_at_location l join reached r on r.entity = 'service_at_location' and r.id = l.id
    order by 1`.execute(tx)
  return rows.map((row) => row.id)
}
