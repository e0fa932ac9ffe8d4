import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { recordAll } from '#base/audit/store.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { recordFor } from '#refer/clients/field-access.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClients, visible } from '#refer/clients/store.ts'
import { consentEnded } from '#refer/consent/store.ts'
import type { Referral, Status } from '../model.ts'
import { partyOf } from '../relation.ts'
import { findPackets, toReferral } from '../store.ts'

export type ReferralLine = {
  id: string
  status: Status
  urgency: Referral['urgency']
  channel: Referral['channel']
  sensitive: boolean
  dueKind: string | null
  dueAt: Date | null
  sentAt: Date | null
  updatedAt: Date
  assignedTo: string | null
  /** The agency's name; null where the name itself would betray why somebody is referred. */
  agencyName: string | null
  /** The sender's side sees the client's name, the agency's its packet's name or initials. */
  person: string
  clientId: string | null
  serviceId: string
}

export type ReferralFilter = {
  status?: readonly Status[]
  clientId?: string
  /** An account, or null for those that nobody of the agency has taken. */
  assignedTo?: string | null
  overdue?: boolean
}

/** Those of the actor's own agency, found by its index before the row policies judge each. */
const RECEIVED = sql<boolean>`referral.agency_id = any (array(select id from agency where care_organization_id = app_organization()))`

/** Referrals that the actor sends or receives, the most pressing first. Each person in the list leaves an audit row. */
export async function listReferrals(ctx: Ctx, filter: ReferralFilter = {}): Promise<ReferralLine[]> {
  requirePermission(ctx.actor, 'referral:read')
  return transact(ctx, async (tx) => {
    const receiving = partyOf(ctx.actor) === 'agency'
    const rows = await tx
      .selectFrom('referral')
      .innerJoin('agency', 'agency.id', 'referral.agency_id')
      .selectAll('referral')
      .select('agency.name as agency_name')
      .where(receiving ? RECEIVED : visible('referral.client_id'))
      .$if(filter.status !== undefined, (query) => query.where('status', 'in', [...(filter.status ?? [])]))
      .$if(filter.clientId !== undefined, (query) => query.where('client_id', '=', filter.clientId ?? ''))
      .$if(filter.assignedTo === null, (query) => query.where('assigned_to', 'is', null))
      .$if(typeof filter.assignedTo === 'string', (query) =>
        query.where('assigned_to', '=', filter.assignedTo ?? ''),
      )
      .$if(filter.overdue === true, (query) => query.where('due_at', '<=', ctx.now))
      .orderBy('due_at', (order) => order.asc().nullsLast())
      .orderBy('referral.id')
      .limit(500)
      .execute()
    const received = receiving ? rows.map(({ id }) => id) : []
    const closed = await consentEnded(tx, received, ctx.now)
    const packets = await findPackets(
      tx,
      received.filter((id) => !closed.has(id)),
    )
    const clients = await findClients(tx, receiving ? [] : rows.map(({ client_id }) => client_id))
    const nameOf = (referral: Referral): string => {
      const packet = packets.get(referral.id)
      const client = clients.get(referral.clientId)
      if (receiving) return packet?.content.name ?? packet?.preview.initials ?? ''
      return client ? displayName(recordFor('list', client.record)) : ''
    }
    const referrals = rows.map((row) => ({ row, referral: toReferral(row) }))
    await recordAll(
      tx,
      ctx,
      referrals.map(({ referral }) => ({
        action: 'referral:list',
        entity: 'referral',
        entityId: referral.id,
        clientId: referral.clientId,
        purpose: referral.mode,
      })),
    )
    return referrals.map(({ row, referral }) => ({
      ...referral,
      updatedAt: row.updated_at,
      agencyName: referral.sensitive && !receiving ? null : row.agency_name,
      person: nameOf(referral),
      clientId: receiving ? null : referral.clientId,
    }))
  })
}
