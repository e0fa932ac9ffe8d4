import { type Selectable, sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record, recordAll } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { unseal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { ClientNeed as ClientNeedRow } from '#base/db/schema.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { recordFor } from './field-access.ts'
import { type Client, displayName } from './model.ts'
import { findClient, matchKeys, requireCarrier, toClient, visible } from './store.ts'

export type ClientNeed = {
  id: string
  needId: string
  urgency: 'urgent' | 'routine'
  /** How anybody knows of it; null too for who reads it in an emergency. */
  evidence: string | null
  openedAt: Date
  closedAt: Date | null
}

/**
 * A client with needs; the read is written down. In an emergency it is the record as `field-access` gives it then, and needs
 * without how anybody knows of them; `emergency` says until when.
 * @throws not-found for absent and for somebody else's alike.
 */
export async function readClient(
  ctx: Ctx,
  id: string,
): Promise<Client & { needs: ClientNeed[]; emergency: { endsAt: Date } | null }> {
  requirePermission(ctx.actor, 'client:read')
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, id)
    if (!client) throw notFound()
    const emergency = await emergencyOf(tx, id)
    await record(tx, ctx, {
      action: 'client:read',
      entity: 'client',
      entityId: id,
      clientId: id,
      purpose: ctx.actor.role === 'client' ? 'own-record' : 'care',
    })
    const needs = emergency ? await needsInEmergency(tx, id) : await needsOf(tx, id)
    const seen = recordFor(emergency ? 'emergency' : 'care', client.record)
    return { ...client, record: seen, needs, emergency }
  })
}

/** Until when the actor sees this client by an open break-glass alone; null for everybody else. */
async function emergencyOf(tx: Tx, id: string): Promise<{ endsAt: Date } | null> {
  const { rows } = await sql<{
    endsAt: Date
  }>`select ends_at as "endsAt" from emergencies_now() where client_id = ${id}`.execute(tx)
  return rows[0] ?? null
}

async function needsOf(tx: Tx, clientId: string): Promise<ClientNeed[]> {
  const rows = await tx
    .selectFrom('client_need')
    .selectAll()
    .where('client_id', '=', clientId)
    .orderBy('opened_at')
    .execute()
  return rows.map((row) => ({
    ...toNeed(row),
    evidence: row.evidence && unseal(keyring(), { field: 'client_need.evidence', id: row.id }, row.evidence),
  }))
}

async function needsInEmergency(tx: Tx, clientId: string): Promise<ClientNeed[]> {
  const { rows } = await sql<NeedRow>`select * from needs_in_emergency(${clientId})`.execute(tx)
  return rows.map((row) => ({ ...toNeed(row), evidence: null }))
}

type NeedRow = Pick<Selectable<ClientNeedRow>, 'id' | 'need_id' | 'urgency' | 'opened_at' | 'closed_at'>

function toNeed(row: NeedRow): Omit<ClientNeed, 'evidence'> {
  return {
    id: row.id,
    needId: row.need_id,
    urgency: row.urgency as ClientNeed['urgency'],
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  }
}

export type CaseloadEntry = {
  id: string
  name: string
  status: Client['status']
  openReferrals: number
  /** When the next step of any of them is due. */
  nextDueAt: Date | null
  /** Open needs that no open referral works on: somebody must find a program, or send the draft. */
  waitingNeeds: number
  /** Whether one of those is urgent. */
  urgent: boolean
  updatedAt: Date
}

/**
 * Every client that the actor carries or supervises, whoever needs them soonest first: urgent needs that nobody works
 * on, then steps by the day they are due, then other waiting needs, then by name. One audit row a client.
 */
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
      .select((eb) => {
        const waiting = eb
          .selectFrom('client_need as need')
          .whereRef('need.client_id', '=', 'client.id')
          .where('need.closed_at', 'is', null)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('referral')
                  .select('referral.id')
                  .whereRef('referral.client_need_id', '=', 'need.id')
                  .where('referral.closed_at', 'is', null),
              ),
            ),
          )
        return [
          waiting.select((each) => each.fn.countAll<string>().as('count')).as('waiting_needs'),
          waiting
            .where('need.urgency', '=', 'urgent')
            .select((each) => each.fn.countAll<string>().as('count'))
            .as('urgent_needs'),
        ]
      })
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
          waitingNeeds: Number(row.waiting_needs ?? 0),
          urgent: Number(row.urgent_needs ?? 0) > 0,
          updatedAt: client.updatedAt,
        }
      })
      .sort(soonestFirst)
  })
}

function soonestFirst(a: CaseloadEntry, b: CaseloadEntry): number {
  return (
    Number(b.urgent) - Number(a.urgent) ||
    (a.nextDueAt?.getTime() ?? Number.POSITIVE_INFINITY) -
      (b.nextDueAt?.getTime() ?? Number.POSITIVE_INFINITY) ||
    Number(b.waitingNeeds > 0) - Number(a.waitingNeeds > 0) ||
    a.name.localeCompare(b.name)
  )
}

export type PossibleDuplicate = {
  id: string
  name: string
  linkId: string | null
  decision: 'same-person' | 'different-people' | null
}

/**
 * Records of the same organization that share a telephone, e-mail or name, among those that the actor carries. Each that is
 * named is written down, and the one that they were sought for.
 */
export async function possibleDuplicates(ctx: Ctx, id: string): Promise<PossibleDuplicate[]> {
  requirePermission(ctx.actor, 'client:link')
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, id)
    if (!client) throw notFound()
    await requireCarrier(tx, id)
    const keys = matchKeys(client.organizationId, client.record)
    const rows = await tx
      .selectFrom('client')
      .selectAll()
      .where(sql<boolean>`match_keys && ${keys}::text[]`)
      .where(visible('client.id'))
      .where('id', '<>', id)
      .execute()
    await recordAll(
      tx,
      ctx,
      [id, ...rows.map((row) => row.id)].map((each) => ({
        action: 'client:duplicates',
        entity: 'client',
        entityId: each,
        clientId: each,
        purpose: 'care',
      })),
    )
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
