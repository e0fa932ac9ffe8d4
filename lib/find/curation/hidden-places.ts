import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { type ConfidentialReason, toReason } from '#find/directory/confidential.ts'

export type HiddenPlace = {
  id: string
  organizations: string[]
  services: { id: string; name: string }[]
  /** `held`: by our own caution, since people in hiding may sleep there; else somebody said that it is confidential. */
  state: 'held' | 'confidential'
  reason: ConfidentialReason
}

/** Where a hidden place is, in lines to read. */
export type Whereabouts = { lines: string[]; point: { lat: number; lng: number } | null }

const MOST = 200

/**
 * Places out of sight, those that wait for a steward's word first. Without their addresses.
 * At most 200: `more` says that there are others.
 */
export async function hiddenPlaces(ctx: Ctx): Promise<{ places: HiddenPlace[]; more: boolean }> {
  requirePermission(ctx.actor, 'directory:curate')
  return transact(ctx, async (tx) => {
    const places = await readPlaces(tx, null)
    return { places: places.slice(0, MOST), more: places.length > MOST }
  })
}

/** One of them with its address; the reading is written down. @throws not-found where no hidden place has this id */
export async function readHiddenPlace(ctx: Ctx, id: string): Promise<HiddenPlace & Whereabouts> {
  requirePermission(ctx.actor, 'confidential-address:read')
  return transact(ctx, async (tx) => {
    const [place] = await readPlaces(tx, id)
    if (!place) throw notFound()
    await record(tx, ctx, { action: 'confidential-address:read', entity: 'location', entityId: id })
    const rows = await tx
      .selectFrom('confidential_address')
      .select([
        'id',
        'address_1',
        'address_2',
        'city',
        'state_province',
        'postal_code',
        'latitude',
        'longitude',
      ])
      .where('location_id', '=', id)
      .orderBy('id')
      .execute()
    const point = rows.find(({ latitude, longitude }) => latitude !== null && longitude !== null)
    return {
      ...place,
      lines: rows.flatMap((row) => {
        const parts = [row.address_1, row.address_2, row.city, row.state_province, row.postal_code]
        const line = parts.filter(Boolean).join(', ')
        return line ? [line] : []
      }),
      point: point ? { lat: Number(point.latitude), lng: Number(point.longitude) } : null,
    }
  })
}

type Row = {
  id: string
  organizations: string[] | null
  services: { id: string; name: string }[] | null
  confidential: boolean
  reason: string | null
}

async function readPlaces(tx: Tx, id: string | null): Promise<HiddenPlace[]> {
  const { rows } = await sql<Row>`
    select l.id, l.confidential, l.confidential_reason as reason,
      array_agg(distinct o.name) filter (where o.name is not null) as organizations,
      jsonb_agg(distinct jsonb_build_object('id', s.id, 'name', s.name)) filter (where s.id is not null) as services
    from location l
    left join service_at_location sl on sl.location_id = l.id and sl.withdrawn_at is null
    left join service s on s.id = sl.service_id and s.withdrawn_at is null
    left join organization o on o.id = coalesce(s.organization_id, l.organization_id)
    where l.withdrawn_at is null and l.released_at is null and (l.confidential or l.held_at is not null)
      and (${id}::uuid is null or l.id = ${id}::uuid)
    group by l.id
    order by l.confidential, min(o.name), l.id
    limit ${MOST + 1}`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    organizations: row.organizations ?? [],
    services: row.services ?? [],
    state: row.confidential ? 'confidential' : 'held',
    reason: toReason(row.reason ?? ''),
  }))
}
