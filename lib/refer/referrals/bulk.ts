import { z } from 'zod'
import type { Party, Referral, StepName } from './model.ts'
import { type NotReminded, whyNotRemind } from './remind.ts'
import { decide } from './transitions.ts'

/** What is done to several referrals at once, and by whose side: what can be said of all of them in the same words. */
const SIDE = {
  remind: 'sender',
  withdraw: 'sender',
  accept: 'agency',
  decline: 'agency',
  'note-progress': 'agency',
} as const satisfies Partial<Record<StepName, Party>>
export type BulkStep = keyof typeof SIDE
export const BULK_STEPS = Object.keys(SIDE) as [BulkStep, ...BulkStep[]]

/** Those of one side. */
export const bulkStepsOf = (party: Party | undefined): BulkStep[] =>
  BULK_STEPS.filter((step) => SIDE[step] === party)

/** As many as a list shows at once. */
export const MAX_BULK = 50

/** What the form says: each referral with the version at which it was shown, and what is said of all. */
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
  // A reminder says nothing more.
  data: z.unknown().optional(),
})

/** What will happen to one of them: a step through the door, or nothing and why. */
export type BulkPlan =
  | { action: BulkStep | 'ask-cancel' }
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
  if (SIDE[step] === 'agency') return decide(referral, step, 'agency').ok ? { action: step } : nothing
  if (step === 'withdraw')
    for (const action of ['withdraw', 'ask-cancel'] as const)
      if (decide(referral, action, 'sender').ok) return { action }
  if (step === 'withdraw' || !decide(referral, 'remind', 'sender').ok) return nothing
  const why = whyNotRemind(referral, now)
  return why ? { action: null, why } : { action: 'remind' }
}
