import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal, unseal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { spendOfLink } from '#base/limits/commands.ts'
import { enqueue } from '#base/outbox/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { requireCarrier } from '#refer/clients/store.ts'
import { partyOf } from '../relation.ts'
import { findReferral, readEvents } from '../store.ts'
import { isByHand } from './follow-agency.ts'

export type Message = {
  id: string
  from: 'sender' | 'agency' | 'client'
  body: string
  sentAt: Date
  readAt: Date | null
}

const sealedBody = (id: string) => ({ field: 'referral_message.body', id }) as const

/** Writes to the other side of a referral. The notice that goes out says only that there is a message. */
export async function writeMessage(ctx: Ctx, referralId: string, body: string): Promise<string> {
  requirePermission(ctx.actor, 'message:write')
  const text = body.trim()
  if (text === '' || text.length > 4000)
    throw new DomainError('invalid', 'Write a message of up to 4,000 characters.', {
      errors: [{ path: 'body', message: 'Write a message of up to 4,000 characters.' }],
    })
  await spendOfLink(ctx, 'link-message', 'Too many messages for one hour. Please wait, or call.')
  return transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    const party = partyOf(ctx.actor)
    if (!referral || (party !== 'sender' && party !== 'agency' && party !== 'client')) throw notFound()
    await requireCarrier(tx, referral.clientId)
    if (party !== 'agency' && isByHand(referral.channel))
      throw new DomainError('conflict', 'This agency reads no messages here. Please call them.')
    const id = newId()
    await tx
      .insertInto('referral_message')
      .values({
        id,
        referral_id: referralId,
        from_party: party,
        account_id: ctx.actor.accountId,
        body: seal(keyring(), sealedBody(id), text),
        sent_at: ctx.now,
      })
      .execute()
    await record(tx, ctx, {
      action: 'message:write',
      entity: 'referral_message',
      entityId: id,
      clientId: referral.clientId,
      purpose: referral.mode,
    })
    const { events } = await readEvents(tx, referralId)
    await enqueue(tx, 'message.written', { referralId, messageId: id, sequence: events.length })
    return id
  })
}

/** The messages of a referral, oldest first. */
export async function messagesOf(tx: Tx, referralId: string): Promise<Message[]> {
  const rows = await tx
    .selectFrom('referral_message')
    .selectAll()
    .where('referral_id', '=', referralId)
    .orderBy('sent_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    from: row.from_party as Message['from'],
    body: unseal(keyring(), sealedBody(row.id), row.body),
    sentAt: row.sent_at,
    readAt: row.read_at,
  }))
}

/** Marks what the other side wrote as read. A step of its own: reading a page changes nothing. */
export async function markMessagesRead(ctx: Ctx, referralId: string): Promise<void> {
  requirePermission(ctx.actor, 'message:read')
  await transact(ctx, async (tx) => {
    const party = partyOf(ctx.actor)
    const referral = await findReferral(tx, referralId)
    if (!referral || !party) throw notFound()
    await tx
      .updateTable('referral_message')
      .set({ read_at: ctx.now })
      .where('referral_id', '=', referralId)
      .where('from_party', '<>', party)
      .where('read_at', 'is', null)
      .execute()
    // The news of them is read with them.
    if (ctx.actor.accountId)
      await tx
        .updateTable('notification')
        .set({ read_at: ctx.now })
        .where('account_id', '=', ctx.actor.accountId)
        .where('referral_id', '=', referralId)
        .where('channel', '=', 'screen')
        .where('topic', '=', 'message')
        .where('read_at', 'is', null)
        .execute()
    await record(tx, ctx, {
      action: 'message:read',
      entity: 'referral',
      entityId: referralId,
      clientId: referral.clientId,
      purpose: referral.mode,
    })
  })
}
