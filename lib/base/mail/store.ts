import { type Selectable, sql } from 'kysely'
import { newId } from '../core/ids.ts'
import { asSystem, type Ctx, type Tx, transact } from '../db/context.ts'
import type { MailMessage } from '../db/schema.ts'
import { enqueue } from '../outbox/store.ts'
import type { Mail, NewMail } from './model.ts'
import { isMailLocale } from './render.ts'

/**
 * Queues a message in the caller's transaction: it goes out if and only if what it tells of happened. The same key
 * twice is one message.
 */
export async function queueMail(tx: Tx, mail: NewMail): Promise<void> {
  const id = newId()
  const values = JSON.stringify({
    ...mail.values,
    ...(mail.link && { link: mail.link }),
    ...(mail.aside && { aside: mail.aside.words, asideLink: mail.aside.link }),
  })
  // The job finds nothing to do when the key was taken.
  const insert = tx
    .insertInto('mail_message')
    .values({
      id,
      dedupe_key: mail.key,
      to_address: mail.to,
      template: mail.template,
      locale: mail.locale,
      values: sql`${values}::text::jsonb`,
      referral_id: mail.referralId ?? null,
      client_id: mail.clientId ?? null,
      channel: mail.channel ?? 'mail',
    })
    .onConflict((conflict) => conflict.doNothing())
  await asSystem(tx, () => insert.execute())
  await enqueue(
    tx,
    'mail.send',
    { mailId: id },
    { maxAttempts: 12, ...(mail.notBefore && { runAt: mail.notBefore }) },
  )
}

/** A message that still waits, locked so that two workers never send it both; undefined when it was sent or dropped. */
export async function lockWaitingMail(tx: Tx, id: string): Promise<Mail | undefined> {
  const row = await tx
    .selectFrom('mail_message')
    .selectAll()
    .where('id', '=', id)
    .where('sent_at', 'is', null)
    .where('dropped_at', 'is', null)
    .where('failed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row && toMail(row)
}

export function toMail(row: Selectable<MailMessage>): Mail {
  const { link, ...values } = row.values as Record<string, string>
  return {
    id: row.id,
    to: row.to_address,
    template: row.template,
    locale: isMailLocale(row.locale) ? row.locale : 'en',
    values,
    link,
    channel: row.channel as Mail['channel'],
    referralId: row.referral_id,
    attempts: row.attempts,
  }
}

export async function markSent(tx: Tx, id: string, at: Date, providerId: string): Promise<void> {
  await tx
    .updateTable('mail_message')
    .set({ sent_at: at, provider_id: providerId, last_error: null })
    .where('id', '=', id)
    .execute()
}

/** `code` is the transport's error code, never its text: servers quote addresses and content back. */
export async function markFailed(tx: Tx, id: string, at: Date, code: string, final: boolean): Promise<void> {
  await tx
    .updateTable('mail_message')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), last_error: code, ...(final && { failed_at: at }) }))
    .where('id', '=', id)
    .execute()
}

/** @returns the referral that a message was about, when it had not come back before. @param code never the server's text */
export async function markBounced(tx: Tx, id: string, at: Date, code: string): Promise<string | null> {
  const bounced = await tx
    .updateTable('mail_message')
    .set({ bounced_at: at, last_error: code })
    .where('id', '=', id)
    .where('bounced_at', 'is', null)
    .returning('referral_id')
    .executeTakeFirst()
  return bounced?.referral_id ?? null
}

/** Messages of the last 30 days that were given up or came back, and those that have failed for more than an hour. */
export async function undelivered(ctx: Ctx): Promise<{ failed: number; late: number }> {
  const days = (count: number) => new Date(ctx.now.getTime() - count * 86_400_000)
  return transact(ctx, async (tx) => {
    const row = await tx
      .selectFrom('mail_message')
      .select((eb) => [
        eb.fn
          .countAll<string>()
          .filterWhere((row) => row.or([row('failed_at', '>', days(30)), row('bounced_at', '>', days(30))]))
          .as('failed'),
        eb.fn
          .countAll<string>()
          .filterWhere('failed_at', 'is', null)
          .filterWhere('sent_at', 'is', null)
          .filterWhere('attempts', '>', 0)
          .filterWhere('created_at', '<', days(1 / 24))
          .as('late'),
      ])
      .where((row) => row.or([row('sent_at', 'is', null), row('bounced_at', 'is not', null)]))
      .where('dropped_at', 'is', null)
      .executeTakeFirstOrThrow()
    return { failed: Number(row.failed), late: Number(row.late) }
  })
}
