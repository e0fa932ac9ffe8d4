import { type RawBuilder, sql } from 'kysely'
import { requirePermission } from '../access/permissions.ts'
import { notFound } from '../core/errors.ts'
import { asSystem, type Ctx, type Tx, transact } from '../db/context.ts'
import { record } from './store.ts'

/** For how long a disclosure must be accounted for: 45 CFR 164.528(a)(1). */
export const ACCOUNTING_YEARS = 6
/** An intermediary's list of disclosures of substance use records: 42 CFR 2.24. */
export const INTERMEDIARY_YEARS = 3

/** Lines of one page: what a phone scrolls through in a few strokes. */
export const PAGE = 25
/** Lines that one statement of an export fetches: the whole trail never stands in memory. */
const EXPORT_PAGE = 5_000

export type AuditLine = {
  id: string
  at: Date
  action: string
  entity: string
  entityId: string | null
  clientId: string | null
  purpose: string | null
  role: string
  /** Name of the person; null for links and the system itself. */
  who: string | null
  organization: string | null
  /** What acted when it was no person: `link:…`, a job, a key. */
  via: string | null
  recipient: string | null
  requestId: string | null
  /** Codes and field names. */
  detail: unknown
}

export type AuditFilter = {
  clientId?: string | undefined
  accountId?: string | undefined
  /** `client:read`, or all of an entity: `client`. */
  action?: string | undefined
  /** Days of the actor's organization, YYYY-MM-DD, both included. */
  from?: string | undefined
  to?: string | undefined
  /** Lines older than this one: where the page before ended. */
  before?: string | undefined
  /** Lines newer than this one: where the page after begins. */
  after?: string | undefined
}

/** One page of lines, the newest first; the cursors of its neighbours, null where there is none. */
export type Page<Line> = { lines: Line[]; older: string | null; newer: string | null }

type Cursor = Pick<AuditFilter, 'before' | 'after'>

/** @param found one line more than a page, going older, or going newer from `after` */
function pageOf<Line extends { id: string }>(found: readonly Line[], { before, after }: Cursor): Page<Line> {
  const more = found.length > PAGE
  const lines = found.slice(0, PAGE)
  if (after) lines.reverse()
  const [first, last] = [lines[0]?.id ?? null, lines.at(-1)?.id ?? null]
  return {
    lines,
    older: after || more ? last : null,
    newer: (after ? more : before) ? first : null,
  }
}

/** A privacy officer's look into the trail, the newest first. Looking is written down like everything else. */
export async function searchAudit(ctx: Ctx, filter: AuditFilter): Promise<Page<AuditLine>> {
  requirePermission(ctx.actor, 'audit:search')
  return transact(ctx, async (tx) => {
    const page = pageOf(await linesOf(tx, filter, PAGE + 1), filter)
    await recordSearch(tx, ctx, 'audit:search', filter, page.lines.length)
    return page
  })
}

/** Whose deeds can be searched for, by name. */
export async function auditedPeople(ctx: Ctx): Promise<{ id: string; name: string; email: string }[]> {
  requirePermission(ctx.actor, 'audit:search')
  return transact(ctx, (tx) =>
    tx.selectFrom('account').select(['id', 'name', 'email']).orderBy('name').orderBy('email').execute(),
  )
}

/**
 * Every line of a search, the newest first, page by page, however many there are. Written down before the first line
 * leaves, and again with their number when the last one has: an export that was broken off lacks the second.
 */
export async function* exportAudit(
  ctx: Ctx,
  { before: _, after: __, ...filter }: AuditFilter,
): AsyncGenerator<AuditLine[], void, undefined> {
  requirePermission(ctx.actor, 'audit:search')
  await transact(ctx, (tx) => recordSearch(tx, ctx, 'audit:export', filter))
  let count = 0
  let before: string | undefined
  for (let more = true; more; ) {
    const lines = await transact(ctx, (tx) => linesOf(tx, { ...filter, before }, EXPORT_PAGE))
    count += lines.length
    before = lines.at(-1)?.id
    more = lines.length === EXPORT_PAGE
    yield lines
  }
  await transact(ctx, (tx) => recordSearch(tx, ctx, 'audit:exported', filter, count))
}

function recordSearch(
  tx: Tx,
  ctx: Ctx,
  action: `audit:${string}`,
  filter: AuditFilter,
  count?: number,
): Promise<void> {
  return record(tx, ctx, {
    action,
    entity: 'audit_event',
    purpose: 'operations',
    ...(filter.clientId && { clientId: filter.clientId }),
    detail: {
      by: Object.keys(filter).filter((name) => filter[name as keyof AuditFilter]),
      ...(count !== undefined && { count }),
    },
  })
}

async function linesOf(tx: Tx, filter: AuditFilter, limit: number): Promise<AuditLine[]> {
  let query = tx
    .selectFrom('audit_event')
    .leftJoin('account', 'account.id', 'audit_event.account_id')
    .leftJoin('care_organization', 'care_organization.id', 'audit_event.organization_id')
    .leftJoin('agency', 'agency.id', 'audit_event.recipient_id')
    .selectAll('audit_event')
    .select([
      'account.name as account_name',
      'care_organization.name as organization_name',
      'agency.name as recipient_name',
    ])
    .orderBy('audit_event.id', filter.after ? 'asc' : 'desc')
    .limit(limit)
  const { clientId, accountId, action, from, to, before, after } = filter
  if (clientId) query = query.where('audit_event.client_id', '=', clientId)
  if (accountId) query = query.where('audit_event.account_id', '=', accountId)
  if (action) query = query.where('audit_event.action', 'like', `${action.replace(/[%_\\]/g, '\\$&')}%`)
  if (from) query = query.where('audit_event.at', '>=', midnight(from, 0))
  if (to) query = query.where('audit_event.at', '<', midnight(to, 1))
  if (before) query = query.where('audit_event.id', '<', before)
  if (after) query = query.where('audit_event.id', '>', after)
  return (await query.execute()).map((row) => ({
    id: row.id,
    at: row.at,
    action: row.action,
    entity: row.entity,
    entityId: row.entity_id,
    clientId: row.client_id,
    purpose: row.purpose,
    role: row.role,
    who: row.account_name,
    organization: row.organization_name,
    via: row.via,
    recipient: row.recipient_name,
    requestId: row.request_id,
    detail: row.detail,
  }))
}

/** When a day begins in the zone that times are shown in: of the organization that the actor acts for. */
function midnight(day: string, daysLater: 0 | 1): RawBuilder<Date> {
  return sql<Date>`(${day}::date + ${daysLater}::int)::timestamp at time zone
    coalesce((select timezone from care_organization where care_organization.id = app_organization()), 'UTC')`
}

/** One disclosure as 45 CFR 164.528(b)(2) wants it told: when, to whom, what, why. */
export type AccountedDisclosure = {
  at: Date
  recipient: string
  /** Names of the fields that went. */
  fields: string[]
  purpose: string | null
  consentId: string | null
}

/**
 * All that left about one client, the newest first: for the client, who may ask for it, for those who carry the client,
 * and for a privacy officer.
 * @param years how far back: six by HIPAA, three for an intermediary's list under 42 CFR 2.24
 */
export async function accountForDisclosures(
  ctx: Ctx,
  clientId: string,
  years: number = ACCOUNTING_YEARS,
): Promise<AccountedDisclosure[]> {
  requirePermission(ctx.actor, 'disclosure:account')
  const since = new Date(ctx.now)
  since.setUTCFullYear(since.getUTCFullYear() - years)
  return transact(ctx, async (tx) => {
    await requireClient(tx, ctx, clientId)
    const rows = await tx
      .selectFrom('audit_event')
      .select(['at', 'recipient_id', 'purpose', 'consent_id', 'detail'])
      .where('client_id', '=', clientId)
      .where('action', '=', 'disclosure:make')
      .where('at', '>=', since)
      .orderBy('id', 'desc')
      .execute()
    const names = await agencyNames(
      tx,
      rows.flatMap((row) => row.recipient_id ?? []),
    )
    await record(tx, ctx, {
      action: 'disclosure:account',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: ctx.actor.role === 'client' ? 'own-record' : 'operations',
      detail: { years, count: rows.length },
    })
    return rows.map((row) => ({
      at: row.at,
      recipient: names.get(row.recipient_id ?? '') ?? '',
      fields: (row.detail as { fields?: string[] }).fields ?? [],
      purpose: row.purpose,
      consentId: row.consent_id,
    }))
  })
}

/**
 * Absent and not theirs look the same, an emergency's too, which opens the record alone; a privacy officer, who sees no record,
 * may ask about any.
 */
async function requireClient(tx: Tx, { actor }: Ctx, clientId: string): Promise<void> {
  if (actor.role === 'administrator') return
  const { rows } = await sql<{ seen: boolean }>`select sees_client(${clientId}) as seen`.execute(tx)
  if (!rows[0]?.seen) throw notFound()
}

/** Verbs that only read. */
const LOOKING =
  /:(read|list|account|search|export|duplicates|care-team|shortlist|prepare|preview|read-held|read-card)$/

/** What anybody did with a client's record, told to that client. */
export type HistoryLine = {
  id: string
  at: Date
  kind: 'looked' | 'shared' | 'emergency' | 'worked'
  /** A person's or an agency's name; null for the product itself. */
  who: string | null
  role: string
  recipient: string | null
}

function kindOf(action: string, purpose: string | null): HistoryLine['kind'] {
  if (action === 'disclosure:make') return 'shared'
  if (purpose === 'break-glass' || action.startsWith('break-glass')) return 'emergency'
  return LOOKING.test(action) ? 'looked' : 'worked'
}

/** Who saw and did what with the record of the client who asks; their own deeds, and the clock's, left out. */
export async function ownHistory(ctx: Ctx, cursor: Cursor = {}): Promise<Page<HistoryLine>> {
  const { clientId, giver } = ctx.actor
  // A guardian's link has none: a minor's own steps would show in it.
  if (ctx.actor.role !== 'client' || !clientId || giver) throw notFound()
  const { before, after } = cursor
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('audit_event')
      .select(['id', 'at', 'action', 'purpose', 'role', 'account_id', 'recipient_id'])
      .where('client_id', '=', clientId)
      .where('role', 'not in', ['client', 'system'])
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
      .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
      .orderBy('id', after ? 'asc' : 'desc')
      .limit(PAGE + 1)
      .execute()
    await record(tx, ctx, {
      action: 'client:history',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: 'own-record',
    })
    const agencies = await agencyNames(
      tx,
      rows.flatMap((row) => row.recipient_id ?? []),
    )
    const people = await asSystem(tx, () =>
      accountNames(
        tx,
        rows.flatMap((row) => row.account_id ?? []),
      ),
    )
    const lines = rows.map((row) => ({
      id: row.id,
      at: row.at,
      kind: kindOf(row.action, row.purpose),
      who: people.get(row.account_id ?? '') ?? null,
      role: row.role,
      recipient: agencies.get(row.recipient_id ?? '') ?? null,
    }))
    return pageOf(lines, cursor)
  })
}

async function agencyNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('agency').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function accountNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('account').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
