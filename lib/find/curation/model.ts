import { z } from 'zod'

/** What an answer to a referral can say against a listing. */
export const DOUBTS = [
  'no-capacity',
  'not-eligible',
  'service-not-offered',
  'out-of-area',
  'missing-documents',
  'wrong-number',
] as const
export type DoubtReason = (typeof DOUBTS)[number]

/** What a steward makes of it: nothing, no new people for now, no longer offered, other words about whom it is for. */
export const SETTLEMENTS = ['right', 'full', 'gone', 'text'] as const
export type Settlement = (typeof SETTLEMENTS)[number]

/** What is most likely right for a doubt, chosen before anybody chooses. */
export const LIKELY: Readonly<Record<DoubtReason, Settlement>> = {
  'no-capacity': 'full',
  'service-not-offered': 'gone',
  'not-eligible': 'text',
  'out-of-area': 'text',
  'missing-documents': 'text',
  'wrong-number': 'right',
}

export const settlementSchema = z
  .object({
    serviceId: z.uuid(),
    reason: z.enum(DOUBTS),
    settled: z.enum(SETTLEMENTS),
    /** Whom the service is for, as the listing shall say it. */
    eligibility: z.string().trim().max(8000).optional(),
  })
  .refine((given) => given.settled !== 'text' || given.eligibility, {
    path: ['eligibility'],
    error: 'Write a few words.',
  })
export type Settling = z.output<typeof settlementSchema>

export type Doubt = {
  serviceId: string
  serviceName: string
  organizationName: string
  agencyId: string | null
  reason: DoubtReason
  said: number
  answers: number
  lastAt: Date
  /** What the listing says of whom it is for. */
  eligibility: string
  /** A steward looked before; null when nobody has. */
  settledAt: Date | null
}
