import type { Tx } from '#base/db/context.ts'
import type { DoubtReason } from './model.ts'

export type DoubtCount = { reason: DoubtReason; said: number; answers: number; lastAt: Date }

/** When a steward last looked at each doubt about a service. */
export async function settledDoubts(tx: Tx, serviceId: string): Promise<Map<string, Date | null>> {
  const rows = await tx
    .selectFrom('listing_doubt')
    .select(['reason', 'settled_at'])
    .where('service_id', '=', serviceId)
    .execute()
  return new Map(rows.map((row) => [row.reason, row.settled_at]))
}

/** Writes the counts of a service anew; counting twice gives the same rows. */
export async function saveDoubts(tx: Tx, serviceId: string, counts: readonly DoubtCount[]): Promise<void> {
  for (const { reason, said, answers, lastAt } of counts) {
    const counted = { said, answers, last_at: lastAt }
    await tx
      .insertInto('listing_doubt')
      .values({ service_id: serviceId, reason, ...counted })
      .onConflict((conflict) => conflict.columns(['service_id', 'reason']).doUpdateSet(counted))
      .execute()
  }
}
