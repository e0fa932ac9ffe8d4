import { sql } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { recordAll } from '#base/audit/store.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { recordFor } from '#refer/clients/field-access.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClients, visible } from '#refer/clients/store.ts'
import { consentEnded } from '#refer/consent/store.ts'
import { type BulkPlan, type BulkStep, bulkStepsOf, MAX_BULK, planOf } from '../bulk.ts'
import { type Referral, STATUSES, type Status } from '../model.ts'
import { partyOf } from '../relation.ts'
import { findPackets, toReferral } from '../store.ts'
import { isEnded } from '../transitions.ts'

export type ReferralLine = {
  id: string
  version: number
  status: Status
  statusBefore: Status | null
  selfReferred: boolean
  urgency: Referral['urgency']
  channel: Referral['channel']
  sensitive: boolean
  dueKind: string | null
  dueAt: Date | null
  sentAt: Date | null
  closedAt: Date | null
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
  /** Only these, as far as they are the actor's. */
  ids?: readonly string[]
  status?: readonly Status[]
  /** Only those that are over, or only those that are not. */
  ended?: boolean
  clientId?: string
  /** An account, or null for those that nobody of the agency has taken. */
  assignedTo?: string | null
  overdue?: boolean
}

/** Those of the actor's own agency, found by its index before the row policies judge each. */
const RECEIVED = sql<boolean>`referral.agency_id = any (array(select id from agency where care_organization_id = app_organization()))`

/** As many as a person looks through at once. */
const PAGE = 50

/** The last line of a page: what comes after it is the next one. */
export type ListPlace = { at: Date | null; id: string }

export type ReferralPage = {
  lines: ReferralLine[]
  /** Null on the last page. */
  next: ListPlace | null
  /** Of all pages. */
  count: number
  /** Of those, whose next step is late. */
  late: number
}

/**
 * Referrals that the actor sends or receives, the most pressing first; those that are over, the newest first. Each person
 * in the list leaves an audit row.
 */
export async function listReferrals(ctx: Ctx, filter: ReferralFilter = {}): Promise<ReferralLine[]> {
  requirePermission(ctx.actor, 'referral:read')
  return transact(ctx, (tx) => readLines(tx, ctx, filter, { limit: 500, after: null }))
}

/** The same, so many at a time as are shown, with how many there are in all. */
export async function pageOfReferrals(
  ctx: Ctx,
  filter: ReferralFilter,
  after: ListPlace | null,
): Promise<ReferralPage> {
  requirePermission(ctx.actor, 'referral:read')
  return transact(ctx, async (tx) => {
    const counted = await narrowed(tx, ctx, filter)
      .select((eb) => [
        eb.fn.countAll<string>().as('count'),
        eb.fn.countAll<string>().filterWhere('referral.due_at', '<=', ctx.now).as('late'),
      ])
      .executeTakeFirstOrThrow()
    const lines = await readLines(tx, ctx, filter, { limit: PAGE, after })
    const last = lines.at(-1)
    const more = last && lines.length === PAGE
    return {
      lines,
      next: more ? { at: filter.ended ? last.closedAt : last.dueAt, id: last.id } : null,
      count: Number(counted.count),
      late: Number(counted.late),
    }
  })
}

export type PlannedLine = ReferralLine & { plan: BulkPlan }

/**
 * Those of the named referrals that the actor's side sends or received, with what a step of theirs for all of them would do
 * to each. Nothing is done yet, and what is not theirs is left out.
 */
export async function planBulk(
  ctx: Ctx,
  asked: { ids: readonly string[]; step: BulkStep },
): Promise<PlannedLine[]> {
  requirePermission(ctx.actor, 'referral:act')
  if (asked.ids.length === 0 || !bulkStepsOf(partyOf(ctx.actor)).includes(asked.step)) return []
  return transact(ctx, async (tx) => {
    const lines = await readLines(tx, ctx, { ids: asked.ids }, { limit: MAX_BULK, after: null })
    const reminded = await lastReminders(tx, asked.ids)
    return lines.map((line) => ({
      ...line,
      plan: planOf({ ...line, remindedAt: reminded.get(line.id) ?? null }, asked.step, ctx.now),
    }))
  })
}

async function lastReminders(tx: Tx, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx
    .selectFrom('referral_event')
    .select((eb) => ['referral_id', eb.fn.max('effective_at').as('at')])
    .where('referral_id', 'in', [...ids])
    .where('action', '=', 'remind')
    .groupBy('referral_id')
    .execute()
  return new Map(rows.map(({ referral_id, at }) => [referral_id, at]))
}

function narrowed(tx: Tx, ctx: Ctx, filter: ReferralFilter) {
  const receiving = partyOf(ctx.actor) === 'agency'
  return tx
    .selectFrom('referral')
    .innerJoin('agency', 'agency.id', 'referral.agency_id')
    .where(receiving ? RECEIVED : visible('referral.client_id'))
    .$if(filter.ids !== undefined, (query) => query.where('referral.id', 'in', [...(filter.ids ?? [])]))
    .$if(filter.status !== undefined, (query) => query.where('status', 'in', [...(filter.status ?? [])]))
    .$if(filter.ended !== undefined, (query) =>
      query.where('status', filter.ended ? 'in' : 'not in', STATUSES.filter(isEnded)),
    )
    .$if(filter.ids !== undefined, (query) => query.where('referral.id', 'in', [...(filter.ids ?? [])]))
    .$if(filter.clientId !== undefined, (query) => query.where('client_id', '=', filter.clientId ?? ''))
    .$if(filter.assignedTo === null, (query) => query.where('assigned_to', 'is', null))
    .$if(typeof filter.assignedTo === 'string', (query) =>
      query.where('assigned_to', '=', filter.assignedTo ?? ''),
    )
    .$if(filter.overdue === true, (query) => query.where('due_at', '<=', ctx.now))
}

/** Where a line stands in its list, in milliseconds as an address keeps them: what has no time comes last. */
const OPEN_PLACE = sql<Date>`coalesce(date_trunc('milliseconds', referral.due_at), 'infinity')`
const ENDED_PLACE = sql<Date>`coalesce(date_trunc('milliseconds', referral.closed_at), '-infinity')`

async function readLines(
  tx: Tx,
  ctx: Ctx,
  filter: ReferralFilter,
  { limit, after }: { limit: number; after: ListPlace | null },
): Promise<ReferralLine[]> {
  const receiving = partyOf(ctx.actor) === 'agency'
  const ended = filter.ended === true
  const place = ended ? ENDED_PLACE : OPEN_PLACE
  const from =
    after &&
    sql`(${after.at?.toISOString() ?? (ended ? '-infinity' : 'infinity')}::timestamptz, ${after.id}::uuid)`
  const rows = await narrowed(tx, ctx, filter)
    .selectAll('referral')
    .select('agency.name as agency_name')
    .$if(from !== null, (query) =>
      query.where(
        ended
          ? sql<boolean>`(${place}, referral.id) < ${from}`
          : sql<boolean>`(${place}, referral.id) > ${from}`,
      ),
    )
    .orderBy(place, ended ? 'desc' : 'asc')
    .orderBy('referral.id', ended ? 'desc' : 'asc')
    .limit(limit)
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
}
