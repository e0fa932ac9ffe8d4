import { requirePermission } from '#base/access/permissions.ts'
import { DomainError } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { type BulkStep, MAX_BULK, planOf } from '../bulk.ts'
import { partyOf } from '../relation.ts'
import { findReferral } from '../store.ts'
import { actOnReferral, parseAction } from './act.ts'

export type BulkOutcome = {
  referralId: string
  /** The refusal's sentence; null when it went. */
  refused: string | null
}

/**
 * The same step for several referrals, each through the one door in a transaction of its own: one that has moved on stops
 * no other. @returns what became of each, in their order
 * @throws invalid for what cannot be said, before anything is done
 */
export async function actOnSeveral(
  ctx: Ctx,
  bulk: {
    step: BulkStep
    /** Each as it was looked at. */
    referrals: readonly { referralId: string; version: number }[]
    /** What is said of all of them: a reason, or a contact and a day. */
    data?: unknown
  },
): Promise<BulkOutcome[]> {
  requirePermission(ctx.actor, 'referral:act')
  if (bulk.referrals.length === 0 || bulk.referrals.length > MAX_BULK)
    throw new DomainError('invalid', 'Mark at least one referral.')
  const { data } = parseAction({ name: bulk.step, data: bulk.data ?? {} })
  const outcomes: BulkOutcome[] = []
  for (const { referralId, version } of bulk.referrals) {
    try {
      const name = await actionFor(ctx, referralId, bulk.step)
      await actOnReferral(ctx, { referralId, version, action: { name, data } })
      outcomes.push({ referralId, refused: null })
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      outcomes.push({ referralId, refused: error.message })
    }
  }
  return outcomes
}

/** Where nothing can be done the step itself is tried: the door refuses it, says why and writes it down. */
async function actionFor(ctx: Ctx, referralId: string, step: BulkStep) {
  if (partyOf(ctx.actor) !== 'sender') return step
  const referral = await transact(ctx, (tx) => findReferral(tx, referralId))
  return (referral && planOf({ ...referral, remindedAt: null }, step, ctx.now).action) || step
}
