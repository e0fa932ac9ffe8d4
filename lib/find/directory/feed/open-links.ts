import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { ENTITIES, type Entity, OPEN_LINKS } from './entities.ts'
import type { Findings } from './model.ts'
import { stageOf } from './stage.ts'

/**
 * 1.1 metadata and some attributes name a record's id and not its table. Where exactly one record of the feed has
 * that id it is meant; where two tables number alike, nobody can tell, and the row stays an orphan.
 */
export async function resolveOpenLinks(tx: Tx): Promise<void> {
  for (const [entity, link] of Object.entries(OPEN_LINKS)) {
    const stage = sql.table(stageOf(entity as Entity))
    const { rows } = await sql`select 1 from ${stage} where ${sql.ref(link.key)} is null limit 1`.execute(tx)
    if (rows.length === 0) continue
    const targets = ENTITIES.filter((name) => !(name in OPEN_LINKS)).map(
      (name) => sql`select ${name}::text as entity, t.id, t.original_id from ${sql.table(stageOf(name))} t
        where t.original_id in (select keys ->> ${link.key} from ${stage} where ${sql.ref(link.key)} is null)`,
    )
    await sql`update ${stage} s set ${sql.ref(link.key)} = found.id, ${sql.ref(link.entity)} = found.entity
      from (select original_id, (array_agg(id))[1] as id, min(entity) as entity
            from (${sql.join(targets, sql` union all `)}) every group by original_id having count(*) = 1) found
      where s.${sql.ref(link.key)} is null and s.keys ->> ${link.key} = found.original_id`.execute(tx)
  }
}

/** 1.1 lets an organization have an address without a place; 3.x has none there, so it is kept beside the record. */
export async function keepOrganizationAddresses(tx: Tx, findings: Findings): Promise<void> {
  const { rows } = await sql<{ kept: string }>`
    with homeless as (
      delete from stage_address a using stage_organization o
      where a.location_id is null and o.original_id = a.extra ->> 'organization_id'
      returning o.id, a.seq, jsonb_strip_nulls(jsonb_build_object('address_type', a.address_type, 'attention', a.attention,
        'address_1', a.address_1, 'address_2', a.address_2, 'city', a.city, 'region', a.region,
        'state_province', a.state_province, 'postal_code', a.postal_code, 'country', a.country)) as address),
    kept as (
      update stage_organization o set extra = coalesce(o.extra, '{}') || jsonb_build_object('addresses', h.addresses)
      from (select id, jsonb_agg(address order by seq) as addresses from homeless group by id) h where o.id = h.id)
    select count(*) as kept from homeless`.execute(tx)
  const kept = Number(rows[0]?.kept)
  if (kept > 0)
    findings.note('organization-address-kept', 'addresses of organizations stand beside their record', kept)
}
