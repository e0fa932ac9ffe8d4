import { sql } from 'kysely'
import type { Ctx, Tx } from '#base/db/context.ts'

/** Why a person's record was read or given away. */
export type Purpose =
  | 'treatment'
  | 'authorization'
  | 'part2'
  | 'victim-services'
  | 'care'
  | 'supervision'
  | 'break-glass'
  | 'own-record'
  | 'operations'

export type AuditEntry = {
  /** `entity:verb`, as in the permission table; refusals end in `:refused`. */
  action: `${string}:${string}`
  entity: string
  entityId?: string
  /** Whom the record is about. */
  clientId?: string
  purpose?: Purpose
  consentId?: string
  /** The agency that a disclosure went to. */
  recipientId?: string
  /** Codes, counts and field names. Never a value about a person. */
  detail?: Record<string, string | number | boolean | readonly string[] | null>
}

/**
 * Writes down who did what, in the transaction that does it: both stand or neither. Whatever purpose is given, a line about
 * somebody whom the actor reads by an emergency alone says `break-glass`.
 */
export async function record(tx: Tx, ctx: Ctx, entry: AuditEntry): Promise<void> {
  await recordAll(tx, ctx, [entry])
}

/** The same for a list, each line of which is somebody's record: one statement, one row a line. */
export async function recordAll(tx: Tx, ctx: Ctx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const { role, accountId, organizationId, via } = ctx.actor
  const rows = entries.map((entry) => ({
    action: entry.action,
    entity: entry.entity,
    entity_id: entry.entityId,
    client_id: entry.clientId,
    purpose: entry.purpose,
    consent_id: entry.consentId,
    recipient_id: entry.recipientId,
    detail: entry.detail ?? {},
  }))
  // One parameter however long the list, so that the statement stays prepared. No `returning`: most actors may write
  // the log and not read it.
  await sql`
    insert into audit_event (role, account_id, organization_id, via, request_id, action, entity, entity_id, client_id, purpose, consent_id, recipient_id, detail)
    select ${role}, ${accountId}::uuid, ${organizationId}::uuid, ${via}, ${ctx.requestId}, action, entity, entity_id, client_id,
      case when client_id in (select emergency.client_id from emergencies_now() as emergency) then 'break-glass' else purpose end,
      consent_id, recipient_id, detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as entry (action text, entity text, entity_id text, client_id uuid,
      purpose text, consent_id uuid, recipient_id uuid, detail jsonb)`.execute(tx)
}
