import { type RawBuilder, type Selectable, sql } from 'kysely'
import { notFound } from '#base/core/errors.ts'
import { keyedDigest, seal, unseal } from '#base/core/seal.ts'
import type { Tx } from '#base/db/context.ts'
import type { Client as ClientRow } from '#base/db/schema.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { type Client, type ClientRecord, clientRecordSchema } from './model.ts'

const sealedRecord = (id: string) => ({ field: 'client.record', id }) as const

export function sealRecord(id: string, record: ClientRecord): string {
  return seal(keyring(), sealedRecord(id), JSON.stringify(record))
}

export function toClient(row: Selectable<ClientRow>): Client {
  return {
    id: row.id,
    organizationId: row.organization_id,
    status: row.status as Client['status'],
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    record: clientRecordSchema.parse(JSON.parse(unseal(keyring(), sealedRecord(row.id), row.record))),
  }
}

/**
 * Digests by which possible duplicates inside one organization find each other: telephone, e-mail, and name with age.
 * Keyed by organization, so that the same person in another organization has nothing in common with this row.
 */
export function matchKeys(organizationId: string | null, record: ClientRecord): string[] {
  const name = [record.givenName, record.familyName]
    .filter(Boolean)
    .join(' ')
    .normalize('NFKD')
    .replace(/[^\p{L} ]/gu, '')
    .toLowerCase()
    .trim()
  const digits = record.phone?.replace(/\D/g, '').slice(-10)
  const values = [
    digits && digits.length === 10 ? `phone ${digits}` : undefined,
    record.email ? `mail ${record.email.toLowerCase()}` : undefined,
    name.includes(' ') ? `name ${name.split(' ').sort().join(' ')}` : undefined,
  ]
  return values
    .filter((value) => value !== undefined)
    .map((value) => keyedDigest(keyring(), `client ${organizationId ?? 'self'}`, value))
}

export async function insertClient(
  tx: Tx,
  client: {
    id: string
    organizationId: string | null
    createdBy: string | null
    record: ClientRecord
    now: Date
  },
): Promise<void> {
  await tx
    .insertInto('client')
    .values({
      id: client.id,
      organization_id: client.organizationId,
      record: sealRecord(client.id, client.record),
      match_keys: matchKeys(client.organizationId, client.record),
      created_by: client.createdBy,
      created_at: client.now,
      updated_at: client.now,
    })
    .execute()
}

/** Absent for whoever has no relation to the client: the command's half of what the row policies say. */
export async function findClient(tx: Tx, id: string): Promise<Client | undefined> {
  const row = await tx
    .selectFrom('client')
    .selectAll()
    .where('id', '=', id)
    .where(sql<boolean>`(sees_client(id) or opened_in_emergency(id))`)
    .executeTakeFirst()
  return row && toClient(row)
}

/** Several at once, by id; those that the actor may not see are missing. */
export async function findClients(tx: Tx, ids: readonly string[]): Promise<Map<string, Client>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('client')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .where((eb) =>
      eb.or([visible('client.id'), sql<boolean>`opened_in_emergency(id)`, sql<boolean>`app_is('system')`]),
    )
    .execute()
  return new Map(rows.map((row) => [row.id, toClient(row)]))
}

/** The client, locked until the transaction ends, so that two writers come one after the other. */
export async function lockClient(tx: Tx, id: string): Promise<Client | undefined> {
  const row = await tx.selectFrom('client').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toClient(row)
}

/**
 * For whatever is more than reading the record: an emergency opens that, and nothing else about the client.
 * @throws what an absent client throws, when the actor coordinates and does not carry the client.
 */
export async function requireCarrier(tx: Tx, clientId: string): Promise<void> {
  const { rows } = await sql<{
    passes: boolean
  }>`select not app_is('coordinator', 'supervisor') or carries_client(${clientId}) as passes`.execute(tx)
  if (!rows[0]?.passes) throw notFound()
}

/**
 * Among the clients that the actor coordinates for. Row policies judge each row by itself; a list says this beside them, so
 * that an index finds its rows instead of every client there is being judged.
 */
export function visible(column: 'client.id' | 'referral.client_id' | 'task.client_id'): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} = any (array(select visible_clients()))`
}
