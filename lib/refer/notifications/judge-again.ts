import { sql } from 'kysely'
import { placeheldLink, withLink } from '#base/core/link-token.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { type LinkGiver, type Reach, reachOfGiver } from '#refer/clients/reach.ts'
import { findClient } from '#refer/clients/store.ts'
import { findReferral } from '#refer/referrals/store.ts'
import { linkFor } from './store.ts'

/**
 * Judges a queued message by the client's rules as they stand when it is about to leave: hours may have passed since it was
 * queued, and what the client said meanwhile binds it. It is dropped with the reason, put off to the hours that are
 * allowed, or sent to the address and with the link of today. Messages to anybody else are not judged.
 * @returns whether it may leave now.
 */
export async function judgeAgain(ctx: Ctx, mailId: string): Promise<boolean> {
  return transact(ctx, async (tx) => {
    const mail = await lockClientMail(tx, mailId)
    if (!mail) return true
    const referral = mail.referral_id && (await findReferral(tx, mail.referral_id))
    const agency = referral && (await findAgency(tx, referral.agencyId))
    const client = mail.client_id && (await findClient(tx, mail.client_id))
    const { link = '' } = mail.values as { link?: string }
    const linkId = placeheldLink(link)
    if (!client || !agency || !linkId) return true
    const { giver } = await tx
      .selectFrom('access_link')
      .select('giver')
      .where('id', '=', linkId)
      .executeTakeFirstOrThrow()
    const whose = giver as LinkGiver
    const reach = await reachOfGiver(tx, ctx.now, client, whose, agency.calendar.timezone)
    if (reach.channel === null) {
      await drop(tx, ctx.now, mail, reach.why)
      return false
    }
    const live = await linkFor(tx, ctx.now, { kind: 'client', clientId: client.id, giver: whose })
    await readdress(tx, mail, reach, withLink(keyring(), link, live))
    if (reach.notBefore <= ctx.now) return true
    await enqueue(tx, 'mail.send', { mailId }, { maxAttempts: 12, runAt: reach.notBefore })
    return false
  })
}

async function lockClientMail(tx: Tx, id: string) {
  return tx
    .selectFrom('mail_message')
    .select(['id', 'dedupe_key', 'values', 'referral_id', 'client_id'])
    .where('id', '=', id)
    .where('client_id', 'is not', null)
    .where('sent_at', 'is', null)
    .where('dropped_at', 'is', null)
    .where('failed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

type Waiting = { id: string; dedupe_key: string }

async function drop(tx: Tx, now: Date, mail: Waiting, why: string): Promise<void> {
  await tx.updateTable('mail_message').set({ dropped_at: now }).where('id', '=', mail.id).execute()
  await tx
    .updateTable('notification')
    .set({ dropped_at: now, dropped_why: why })
    .where('dedupe_key', '=', mail.dedupe_key)
    .execute()
}

async function readdress(
  tx: Tx,
  mail: Waiting,
  { channel, to, notBefore }: Exclude<Reach, { channel: null }>,
  link: string,
): Promise<void> {
  await tx
    .updateTable('mail_message')
    .set({
      channel,
      to_address: to,
      values: sql`jsonb_set("values", '{link}', to_jsonb(${link}::text))`,
    })
    .where('id', '=', mail.id)
    .execute()
  await tx
    .updateTable('notification')
    .set({ channel, due_at: notBefore })
    .where('dedupe_key', '=', mail.dedupe_key)
    .execute()
}
