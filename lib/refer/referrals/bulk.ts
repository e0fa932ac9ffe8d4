import { z } from 'zod'
import type { Referral } from './model.ts'
import { type NotReminded, whyNotRemind } from './remind.ts'
import { decide } from './transitions.ts'

/** What the sender's side does to several referrals at once. */
export const BULK_STEPS = ['remind', 'withdraw'] as const
export type BulkStep = (typeof BULK_STEPS)[number]

/** As many as a list shows at once. */
export const MAX_BULK = 50

/** What the form says: each referral with the version at which it was shown, and why they are withdrawn. */
export const bulkSchema = z.object({
  step: z.enum(BULK_STEPS),
  each: z
    .array(
      z
        .string()
        .regex(/^[0-9a-f-]{36} \d+$/)
        .transform((text) => {
          const [referralId = '', version] = text.split(' ')
          return { referralId, version: Number(version) }
        }),
    )
    .max(MAX_BULK)
    .default([]),
  // A reminder has none.
  data: z.unknown().optional(),
})

/** What will happen to one of them: a step through the door, or nothing and why. */
export type BulkPlan =
  | { action: 'remind' | 'withdraw' | 'ask-cancel' }
  | { action: null; why: 'not-from-here' | NotReminded }

/** An agency that has taken somebody on is asked to stop; before that what was sent is taken back at once. */
export function planOf(
  referral: Pick<Referral, 'status' | 'statusBefore' | 'selfReferred' | 'dueAt'> & {
    remindedAt: Date | null
  },
  step: BulkStep,
  now: Date,
): BulkPlan {
  const nothing: BulkPlan = { action: null, why: 'not-from-here' }
  if (step === 'withdraw')
    for (const action of ['withdraw', 'ask-cancel'] as const)
      if (decide(referral, action, 'sender').ok) return { action }
  if (step === 'withdraw' || !decide(referral, 'remind', 'sender').ok) return nothing
  const why = whyNotRemind(referral, now)
  return why ? { action: null, why } : { action: 'remind' }
}
