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
