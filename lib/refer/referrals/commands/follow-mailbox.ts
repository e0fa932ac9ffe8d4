import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { asSystem, type Ctx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { partyOf } from '../relation.ts'
import { lockReferral } from '../store.ts'
import { settleTasks } from './tasks.ts'

/**
 * Lets a referral go to the mailbox that somebody else than the agency put on its file: its coordinator has made sure that
 * the agency reads there. Whoever proved the old mailbox has proven nothing of the new one.
 * @throws not-found for somebody else's referral, for the receiving side, and where nothing is held
 */
export async function followMailbox(ctx: Ctx, referralId: string): Promise<void> {
  requirePermission(ctx.actor, 'referral:act')
  if (partyOf(ctx.actor) !== 'sender') throw notFound()
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, referralId)
    const released =
      referral &&
      (await tx
        .updateTable('referral')
        .set({ mailbox_held_at: null, held_mailbox: null })
        .where('id', '=', referralId)
        .where('mailbox_held_at', 'is not', null)
        .returning('id')
        .executeTakeFirst())
    if (!released) throw notFound()
    await asSystem(tx, () =>
      tx
        .updateTable('access_link')
        .set({ proven_at: null, proof_hash: null, code_hash: null, code_expires_at: null })
        .where('referral_id', '=', referralId)
        .where('kind', '=', 'agency')
        .where('revoked_at', 'is', null)
        .execute(),
    )
    await settleTasks(tx, ctx, referralId, ['agency-moved'])
    await record(tx, ctx, {
      action: 'referral:follow-mailbox',
      entity: 'referral',
      entityId: referralId,
      clientId: referral.clientId,
      purpose: 'care',
    })
    await enqueue(tx, 'agency.kept', { agencyId: referral.agencyId, follows: referralId })
  })
}
