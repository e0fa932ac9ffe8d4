import { type Selectable, sql } from 'kysely'
import { seal, unseal } from '#base/core/seal.ts'
import { asSystem, type Tx } from '#base/db/context.ts'
import type { Consent as ConsentRow } from '#base/db/schema.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { type Consent, consentRecordSchema } from './model.ts'

const sealedRecord = (id: string) => ({ field: 'consent.record', id }) as const

function toConsent(row: Selectable<ConsentRow>): Consent {
  return {
    id: row.id,
    clientId: row.client_id,
    organizationId: row.organization_id,
    mode: row.mode as Consent['mode'],
    purpose: row.purpose,
    agencyId: row.agency_id,
    recipientClass: row.recipient_class,
    fields: row.fields as Consent['fields'],
    giver: row.giver as Consent['giver'],
    method: row.method as Consent['method'],
    timezone: row.timezone,
    givenAt: row.given_at,
    expiresAt: row.expires_at,
    expiryEvent: row.expiry_event,
    revokedAt: row.revoked_at,
    attachmentId: row.attachment_id,
    authorityId: row.authority_id,
    record: consentRecordSchema.parse(JSON.parse(unseal(keyring(), sealedRecord(row.id), row.record))),
  }
}

export async function insertConsent(
  tx: Tx,
  consent: Consent & { locale: string; formVersion: string; recordedBy: string | null },
): Promise<void> {
  await tx
    .insertInto('consent')
    .values({
      id: consent.id,
      client_id: consent.clientId,
      organization_id: consent.organizationId,
      mode: consent.mode,
      purpose: consent.purpose,
      agency_id: consent.agencyId,
      recipient_class: consent.recipientClass,
      fields: [...consent.fields],
      giver: consent.giver,
      method: consent.method,
      locale: consent.locale,
      form_version: consent.formVersion,
      record: seal(keyring(), sealedRecord(consent.id), JSON.stringify(consent.record)),
      attachment_id: consent.attachmentId,
      authority_id: consent.authorityId,
      timezone: consent.timezone,
      given_at: consent.givenAt,
      expires_at: consent.expiresAt,
      expiry_event: consent.expiryEvent,
      recorded_by: consent.recordedBy,
    })
    .execute()
}

/** Absent for whoever has no relation to it, a guardian for what a minor consented to alone: as the row policies say. */
export async function findConsent(tx: Tx, id: string): Promise<Consent | undefined> {
  const row = await tx
    .selectFrom('consent')
    .selectAll()
    .where('id', '=', id)
    .where(sql<boolean>`(sees_client(client_id) and (app_giver() = 'client' or giver = app_giver()))`)
    .executeTakeFirst()
  return row && toConsent(row)
}

/** Every consent of a client, newest first. */
export async function consentsOf(tx: Tx, clientId: string): Promise<Consent[]> {
  const rows = await tx
    .selectFrom('consent')
    .selectAll()
    .where('client_id', '=', clientId)
    .orderBy('given_at', 'desc')
    .execute()
  return rows.map(toConsent)
}

/**
 * Those of these referrals whose consent has ended by `now` or was taken back: what they disclosed is closed to the
 * receiving side. An agency sees no consent, so the product asks.
 */
export async function consentEnded(tx: Tx, referralIds: readonly string[], now: Date): Promise<Set<string>> {
  if (referralIds.length === 0) return new Set()
  const rows = await asSystem(tx, () =>
    tx
      .selectFrom('referral')
      .innerJoin('consent', 'consent.id', 'referral.consent_id')
      .select('referral.id')
      .where('referral.id', 'in', [...referralIds])
      .where((eb) => eb.or([eb('consent.revoked_at', 'is not', null), eb('consent.expires_at', '<=', now)]))
      .execute(),
  )
  return new Set(rows.map(({ id }) => id))
}

/** Until when a consent speaks; null where it names no day, and once it was taken back. */
export async function consentLasts(tx: Tx, id: string): Promise<Date | null> {
  const row = await tx
    .selectFrom('consent')
    .select('expires_at')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row?.expires_at ?? null
}
