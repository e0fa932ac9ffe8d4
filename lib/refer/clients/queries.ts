import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record, recordAll } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { unseal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { recordFor } from './field-access.ts'
import { type Client, displayName } from './model.ts'
import { findClient, matchKeys, toClient, visible } from './store.ts'

export type ClientNeed = {
  id: string
  needId: string
  urgency: 'urgent' | 'routine'
  evidence: string | null
  openedAt: Date
  closedAt: Date | null
}

/** A client with needs; the read is written down. @throws not-found for absent and for somebody else's alike. */
export async function readClient(
  ctx: Ctx,
  id: string,
): Promise<Client & { needs: ClientNeed[]; emergency: boolean }> {
  requirePermission(ctx.actor, 'client:read')
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, id)
    if (!client) throw notFound()
    const emergency = await isEmergency(tx, ctx, id)
    await record(tx, ctx, {
      action: 'client:read',
      entity: 'client',
      entityId: id,
      clientId: id,
      purpose: emergency ? 'break-glass' : 'care',
    })
    const rows = await tx
      .selectFrom('client_need')
      .selectAll()
      .where('client_id', '=', id)
      .orderBy('opened_at')
      .execute()
    const needs = rows.map((row) => ({
      id: row.id,
      needId: row.need_id,
      urgency: row.urgency as ClientNeed['urgency'],
      evidence:
        row.evidence && unseal(keyring(), { field: 'client_need.evidence', id: row.id }, row.evidence),
      openedAt: row.opened_at,
      closedAt: row.closed_at,
    }))
    const seen = recordFor(emergency ? 'emergency' : 'care', client.record)
    return { ...client, record: seen, needs, emergency }
  })
}

/** Whether those who coordinate see this client by an open break-glass alone. */
async function isEmergency(tx: Tx, { actor }: Ctx, id: string): Promise<boolean> {
  if (actor.role !== 'coordinator' && actor.role !== 'supervisor') return false
  const { rows } = await sql<{ carries: boolean }>`select carries_client(${id}) as carries`.execute(tx)
  return !rows[0]?.carries
}

export type CaseloadEntry = {
  id: string
  name: string
  status: Client['status']
  openReferrals: number
  /** When the next step of any of them is due. */
  nextDueAt: Date | null
  updatedAt: Date
}

/** Every client that the actor carries or supervises, by name. One audit row for the list, one count in it. */
export async function readCaseload(ctx: Ctx): Promise<CaseloadEntry[]> {
  requirePermission(ctx.actor, 'client:read')
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('client')
      .selectAll('client')
      .where(visible('client.id'))
      .select((eb) =>
        eb
          .selectFrom('referral')
          .select((each) => each.fn.countAll<string>().as('count'))
          .whereRef('referral.client_id', '=', 'client.id')
          .where('referral.closed_at', 'is', null)
          .as('open_referrals'),
      )
      .select((eb) =>
        eb
          .selectFrom('referral')
          .select((each) => each.fn.min('referral.due_at').as('due'))
          .whereRef('referral.client_id', '=', 'client.id')
          .where('referral.closed_at', 'is', null)
          .as('next_due'),
      )
      .execute()
    await recordAll(
      tx,
      ctx,
      rows.map(({ id }) => ({
        action: 'client:list',
        entity: 'client',
        entityId: id,
        clientId: id,
        purpose: 'care',
      })),
    )
    return rows
      .map((row) => {
        const client = toClient(row)
        return {
          id: client.id,
          name: displayName(recordFor('list', client.record)),
          status: client.status,
          openReferrals: Number(row.open_referrals ?? 0),
          nextDueAt: row.next_due,
          updatedAt: client.updatedAt,
        }
      })
      .sort((a, b) => a.name.localeCompare(b.name))
  })
}

export type PossibleDuplicate = {
  id: string
  name: string
  linkId: string | null
  decision: 'same-person' | 'different-people' | null
}

/** Records of the same organization that share a telephone, e-mail or name, among those that the actor may see. */
export async function possibleDuplicates(ctx: Ctx, id: string): Promise<PossibleDuplicate[]> {
  requirePermission(ctx.actor, 'client:link')
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, id)
    if (!client) throw notFound()
    const keys = matchKeys(client.organizationId, client.record)
    if (keys.length === 0) return []
    const rows = await tx
      .selectFrom('client')
      .selectAll()
      .where(sql<boolean>`match_keys && ${keys}::text[]`)
      .where(visible('client.id'))
      .where('id', '<>', id)
      .execute()
    const links = await tx
      .selectFrom('client_link')
      .selectAll()
      .where((eb) => eb.or([eb('client_id', '=', id), eb('other_client_id', '=', id)]))
      .where('undone_at', 'is', null)
      .execute()
    return rows.map((row) => {
      const link = links.find((each) => each.client_id === row.id || each.other_client_id === row.id)
      return {
        id: row.id,
        name: displayName(recordFor('list', toClient(row).record)),
        linkId: link?.id ?? null,
        decision: (link?.decision as PossibleDuplicate['decision']) ?? null,
      }
    })
  })
}
