import { requirePermission } from '#base/access/permissions.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { type BulkPlan, type BulkStep, MAX_BULK, planOf } from '../bulk.ts'
import { partyOf } from '../relation.ts'
import { type ReferralLine, readLines } from './list.ts'

export type PlannedLine = ReferralLine & { plan: BulkPlan }

/**
 * Those of the named referrals that the actor's side sends, with what a step for all of them would do to each. Nothing is
 * done yet, and what is not theirs is left out.
 */
export async function planBulk(
  ctx: Ctx,
  asked: { ids: readonly string[]; step: BulkStep },
): Promise<PlannedLine[]> {
  requirePermission(ctx.actor, 'referral:act')
  if (asked.ids.length === 0 || partyOf(ctx.actor) !== 'sender') return []
  return transact(ctx, async (tx) => {
    const lines = await readLines(tx, ctx, { ids: asked.ids }, { limit: MAX_BULK, after: null })
    const reminded = await lastReminders(tx, asked.ids)
    return lines.map((line) => ({
      ...line,
      plan: planOf({ ...line, remindedAt: reminded.get(line.id) ?? null }, asked.step, ctx.now),
    }))
  })
}

async function lastReminders(tx: Tx, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx
    .selectFrom('referral_event')
    .select((eb) => ['referral_id', eb.fn.max('effective_at').as('at')])
    .where('referral_id', 'in', [...ids])
    .where('action', '=', 'remind')
    .groupBy('referral_id')
    .execute()
  return new Map(rows.map(({ referral_id, at }) => [referral_id, at]))
}
