import { sql } from 'kysely'
import type { Database, Tx } from '#base/db/context.ts'
import type { Organization, Phone } from '../model.ts'
import { toPhone } from './rows.ts'

/** A service in a list of its organization's services. */
export type ServiceLine = { id: string; name: string; needs: string[]; city: string | null }

/** The rules of a service as stored, to be parsed; null when none were derived yet. */
export async function findRules(db: Database | Tx, serviceId: string): Promise<unknown> {
  const row = await db
    .selectFrom('service_eligibility')
    .select('rules')
    .where('service_id', '=', serviceId)
    .executeTakeFirst()
  return row?.rules ?? null
}

export async function findSource(db: Database | Tx, key: string): Promise<string | null> {
  const row = await db.selectFrom('source').select('name').where('key', '=', key).executeTakeFirst()
  return row?.name ?? null
}

/** What an organization offers now, by name. The city is that of its ranking card, so a hidden place has none. */
export async function listServicesOf(db: Database | Tx, organizationId: string): Promise<ServiceLine[]> {
  const rows = await db
    .selectFrom('service')
    .leftJoin('service_card', 'service_card.service_id', 'service.id')
    .select(['service.id', 'service.name', 'service_card.needs'])
    .select(sql<{ city: string | null } | null>`service_card.display -> 'location'`.as('location'))
    .where('service.organization_id', '=', organizationId)
    .where('service.withdrawn_at', 'is', null)
    .where('service.status', 'in', ['active', 'temporarily closed'])
    .orderBy('service.name')
    .orderBy('service_card.id')
    .execute()
  const lines = new Map<string, ServiceLine>()
  for (const row of rows) {
    if (lines.has(row.id)) continue
    lines.set(row.id, {
      id: row.id,
      name: row.name,
      needs: row.needs ?? [],
      city: row.location?.city ?? null,
    })
  }
  return [...lines.values()]
}

export async function findOrganization(
  db: Database | Tx,
  id: string,
): Promise<{ organization: Organization; phones: Phone[] } | null> {
  const row = await db
    .selectFrom('organization')
    .select(['id', 'name', 'alternate_name', 'description', 'email', 'website'])
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const phones = await db
    .selectFrom('phone')
    .selectAll()
    .where('organization_id', '=', id)
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
  const { alternate_name: alternateName, ...rest } = row
  return { organization: { ...rest, alternateName }, phones: phones.map(toPhone) }
}
