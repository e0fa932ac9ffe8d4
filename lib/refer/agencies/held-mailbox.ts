import type { Tx } from '#base/db/context.ts'
import type { Agency } from './model.ts'

/** Where links and codes about this referral go: to the agency's mailbox, or to the one that it is held with. */
export async function mailboxFor(
  tx: Tx,
  agency: Pick<Agency, 'mailbox'>,
  referralId: string | null,
): Promise<string | null> {
  const held =
    referralId &&
    (await tx
      .selectFrom('referral')
      .select('held_mailbox')
      .where('id', '=', referralId)
      .where('mailbox_held_at', 'is not', null)
      .executeTakeFirst())
  return held ? held.held_mailbox : agency.mailbox
}

/**
 * Keeps what was sent to an agency where it is while its mailbox changes. A mailbox that is taken away is taken from what
 * runs as well, and no later one takes its place unasked. Done as the system: who keeps an agency reads no referral.
 */
export async function holdRunning(tx: Tx, now: Date, agency: Agency, to: string | null): Promise<void> {
  await tx
    .updateTable('referral')
    .set({ mailbox_held_at: now, held_mailbox: to === null ? null : agency.mailbox })
    .where('agency_id', '=', agency.id)
    // Ended ones too: opened again they go where they went.
    .where('sent_at', 'is not', null)
    // What is held already stays with the mailbox that it began with.
    .$if(to !== null, (query) => query.where('mailbox_held_at', 'is', null))
    .execute()
}

/** The agency itself has proven its mailbox: everything goes there. As the system, too. */
export async function releaseRunning(tx: Tx, agencyId: string): Promise<void> {
  await tx
    .updateTable('referral')
    .set({ mailbox_held_at: null, held_mailbox: null })
    .where('agency_id', '=', agencyId)
    .where('mailbox_held_at', 'is not', null)
    .execute()
}

/**
 * What waits to go to an agency's mailboxes goes no more, and whoever proved one has proven nothing from now on. As the
 * system. @param only one address, where the others stay in use
 */
export async function leaveMailbox(
  tx: Tx,
  now: Date,
  agency: Pick<Agency, 'id' | 'mailbox'>,
  only?: string,
): Promise<void> {
  await tx
    .updateTable('access_link')
    .set({ proven_at: null, proof_hash: null, code_hash: null, code_expires_at: null })
    .where('agency_id', '=', agency.id)
    .where('kind', '=', 'agency')
    .where('revoked_at', 'is', null)
    .execute()
  await tx
    .updateTable('mail_message')
    .from('referral')
    .set({ dropped_at: now })
    .whereRef('referral.id', '=', 'mail_message.referral_id')
    .where('referral.agency_id', '=', agency.id)
    .where((eb) =>
      only === undefined
        ? eb.or([
            eb('mail_message.to_address', '=', agency.mailbox),
            eb('mail_message.to_address', '=', eb.ref('referral.held_mailbox')),
          ])
        : eb('mail_message.to_address', '=', only),
    )
    .where('mail_message.template', 'like', 'agency.%')
    .where('mail_message.sent_at', 'is', null)
    .where('mail_message.dropped_at', 'is', null)
    .where('mail_message.failed_at', 'is', null)
    .execute()
}

/**
 * Somebody who reads at `address` says that it is not the agency's: nothing goes there until a code proves it, neither what
 * goes to the agency's mailbox nor what is held with an older one. As the system.
 * @returns whether it was in use until now
 */
export async function doubtMailbox(tx: Tx, now: Date, agency: Agency, address: string): Promise<boolean> {
  const onFile = await tx
    .updateTable('agency')
    .set({ mailbox_doubted_at: now, version: agency.version + 1 })
    .where('id', '=', agency.id)
    .where('mailbox', '=', address)
    .where('mailbox_doubted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  const held = await tx
    .updateTable('referral')
    .set({ held_mailbox: null })
    .where('agency_id', '=', agency.id)
    .where('held_mailbox', '=', address)
    .returning('id')
    .execute()
  if (!onFile && held.length === 0) return false
  await leaveMailbox(tx, now, agency, address)
  return true
}
