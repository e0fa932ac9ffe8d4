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

/** Writes down who did what, in the transaction that does it: both stand or neither. */
export async function record(tx: Tx, ctx: Ctx, entry: AuditEntry): Promise<void> {
  await recordAll(tx, ctx, [entry])
}

/** The same for a list, each line of which is somebody's record: one statement, one row a line. */
export async function recordAll(tx: Tx, ctx: Ctx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const { role, accountId, organizationId, via } = ctx.actor
  // No `returning`: most actors may write the log and not read it.
  await tx
    .insertInto('audit_event')
    .values(
      entries.map((entry) => ({
        role,
        account_id: accountId,
        organization_id: organizationId,
        via,
        request_id: ctx.requestId,
        action: entry.action,
        entity: entry.entity,
        entity_id: entry.entityId ?? null,
        client_id: entry.clientId ?? null,
        purpose: entry.purpose ?? null,
        consent_id: entry.consentId ?? null,
        recipient_id: entry.recipientId ?? null,
        detail: sql`${JSON.stringify(entry.detail ?? {})}::text::jsonb`,
      })),
    )
    .execute()
}
