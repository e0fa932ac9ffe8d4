import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import type { Client, ClientRecord } from './model.ts'
import { isLooser } from './safe-contact.ts'
import { insertClient, lockClient, matchKeys, requireCarrier, sealRecord } from './store.ts'

/** Opens a client and puts it on the caseload of the coordinator who does. @returns the new client's id. */
export async function openClient(ctx: Ctx, client: ClientRecord): Promise<string> {
  requirePermission(ctx.actor, 'client:open')
  const { accountId, organizationId } = ctx.actor
  if (!accountId || !organizationId) throw notFound()
  const id = newId()
  await transact(ctx, async (tx) => {
    await insertClient(tx, { id, organizationId, createdBy: accountId, record: client, now: ctx.now })
    await tx
      .insertInto('caseload')
      .values({ client_id: id, account_id: accountId, kind: 'primary', since: ctx.now })
      .execute()
    await record(tx, ctx, {
      action: 'client:open',
      entity: 'client',
      entityId: id,
      clientId: id,
      purpose: 'care',
    })
  })
  return id
}

const NOT_AGREED =
  'This takes away a rule that keeps this person safe, or changes it. Tick that you agreed it with them, or put it back.'

/**
 * @throws conflict when somebody else saved first: what was typed is the caller's to keep; invalid when a rule of how the
 * person may be reached would fall without anybody having agreed it with them.
 */
export async function changeClient(
  ctx: Ctx,
  change: {
    id: string
    version: number
    record: ClientRecord
    /** That whoever changes it agreed with the person that they may be reached more freely than before. */
    contactAgreed?: boolean
  },
): Promise<void> {
  requirePermission(ctx.actor, 'client:change')
  await transact(ctx, async (tx) => {
    const client = await requireClient(tx, change.id)
    if (client.version !== change.version)
      throw new DomainError(
        'conflict',
        'Somebody else changed this client a moment ago. Look at the change, then save again.',
      )
    if (!change.contactAgreed && isLooser(client.record.safeContact, change.record.safeContact))
      throw new DomainError('invalid', NOT_AGREED, {
        errors: [{ path: 'contactAgreed', message: NOT_AGREED }],
      })
    await tx
      .updateTable('client')
      .set({
        record: sealRecord(client.id, change.record),
        match_keys: matchKeys(client.organizationId, change.record),
        version: client.version + 1,
        updated_at: ctx.now,
      })
      .where('id', '=', client.id)
      .execute()
    await revokeLinks(tx, ctx.now, client.id, whoseLinksEnd(client.record, change.record))
    const fields = changedFields(client.record, change.record)
    await record(tx, ctx, {
      action: 'client:change',
      entity: 'client',
      entityId: client.id,
      clientId: client.id,
      purpose: 'care',
      detail: { fields },
    })
  })
}

export async function addNeed(
  ctx: Ctx,
  need: { clientId: string; needId: string; urgency: 'urgent' | 'routine'; evidence?: string },
): Promise<string> {
  requirePermission(ctx.actor, 'need:write')
  if (!findNeed(need.needId))
    throw new DomainError('invalid', 'Choose a need from the list.', {
      errors: [{ path: 'needId', message: 'Choose a need from the list.' }],
    })
  const id = newId()
  await transact(ctx, async (tx) => {
    await requireClient(tx, need.clientId)
    const evidence = need.evidence
      ? seal(keyring(), { field: 'client_need.evidence', id }, need.evidence)
      : null
    await tx
      .insertInto('client_need')
      .values({
        id,
        client_id: need.clientId,
        need_id: need.needId,
        urgency: need.urgency,
        evidence,
        opened_at: ctx.now,
        opened_by: ctx.actor.accountId,
      })
      .execute()
    await record(tx, ctx, {
      action: 'need:write',
      entity: 'client_need',
      entityId: id,
      clientId: need.clientId,
      purpose: 'care',
    })
  })
  return id
}

/** Says of two records that they are one person's, or are not. Neither record changes. */
export async function linkClients(
  ctx: Ctx,
  link: { clientId: string; otherId: string; decision: 'same-person' | 'different-people' },
): Promise<string> {
  requirePermission(ctx.actor, 'client:link')
  const [first, second] = [link.clientId, link.otherId].sort() as [string, string]
  const id = newId()
  await transact(ctx, async (tx) => {
    await requireClient(tx, first)
    await requireClient(tx, second)
    await tx
      .insertInto('client_link')
      .values({
        id,
        client_id: first,
        other_client_id: second,
        decision: link.decision,
        decided_by: ctx.actor.accountId,
        decided_at: ctx.now,
      })
      .execute()
    for (const clientId of [first, second])
      await record(tx, ctx, {
        action: 'client:link',
        entity: 'client_link',
        entityId: id,
        clientId,
        purpose: 'care',
      })
  })
  return id
}

export async function unlinkClients(ctx: Ctx, linkId: string): Promise<void> {
  requirePermission(ctx.actor, 'client:link')
  await transact(ctx, async (tx) => {
    const link = await tx
      .updateTable('client_link')
      .set({ undone_at: ctx.now })
      .where('id', '=', linkId)
      .where('undone_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!link) throw notFound()
    for (const clientId of [link.client_id, link.other_client_id]) await requireCarrier(tx, clientId)
    for (const clientId of [link.client_id, link.other_client_id])
      await record(tx, ctx, {
        action: 'client:unlink',
        entity: 'client_link',
        entityId: linkId,
        clientId,
        purpose: 'care',
      })
  })
}

/** Locked until the transaction ends. @throws not-found for absent and not carried alike: an emergency only reads. */
export async function requireClient(tx: Tx, id: string): Promise<Client> {
  const client = await lockClient(tx, id)
  if (!client) throw notFound()
  await requireCarrier(tx, id)
  return client
}

/**
 * Whose private links may be in hands that they were not meant for: what was sent to an address that is no longer the
 * client's, or that the client no longer wants used, opens nothing any more. Hours and voicemail do not change who reads it.
 */
function whoseLinksEnd(before: ClientRecord, after: ClientRecord): string[] {
  const reach = ({ email, phone, safeContact: { noContact, channels } }: ClientRecord) =>
    JSON.stringify([email, phone, noContact, [...channels].sort()])
  return [
    ...(reach(before) === reach(after) ? [] : ['client']),
    ...(before.guardian?.name === after.guardian?.name && before.guardian?.email === after.guardian?.email
      ? []
      : ['guardian', 'representative']),
  ]
}

/** @param givers whose pages: the client's own, the guardian's, the representative's. Agencies keep theirs. */
async function revokeLinks(tx: Tx, now: Date, clientId: string, givers: readonly string[]): Promise<void> {
  if (givers.length === 0) return
  await tx
    .updateTable('access_link')
    .set({ revoked_at: now })
    .where('client_id', '=', clientId)
    .where('kind', 'in', ['client', 'consent'])
    .where('giver', 'in', givers)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Names of the parts that differ; their values never reach the audit. */
function changedFields(before: ClientRecord, after: ClientRecord): string[] {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof ClientRecord)[])
  return [...parts].filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part])).sort()
}
