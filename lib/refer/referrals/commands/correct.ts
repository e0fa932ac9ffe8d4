import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { findReferral } from '../store.ts'
import { actOnReferral } from './act.ts'

/**
 * An administrator marks a referral of their organization as sent by mistake, by its reference and with a reason; they read
 * nothing of it. @throws not-found for another organization's, and for who is no administrator
 */
export async function correctReferral(
  ctx: Ctx,
  { referralId, text }: { referralId: string; text: string },
): Promise<void> {
  if (ctx.actor.role !== 'administrator') throw notFound()
  const referral = await transact(ctx, (tx) => findReferral(tx, referralId))
  if (!referral) throw notFound()
  await actOnReferral(ctx, {
    referralId,
    version: referral.version,
    action: { name: 'mark-error', data: { text } },
  })
}
