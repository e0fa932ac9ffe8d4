import { z } from 'zod'

/**
 * Everything that can happen after a commit: topic → payload. Payloads hold ids, never facts about a person.
 * `indexer/handlers.ts` says who cares.
 */
export const TOPICS = {
  /** Listings changed: their search documents are to be made anew. At most 1,000 ids a job. */
  'services.changed': z.strictObject({ serviceIds: z.array(z.uuid()).min(1).max(1000) }),
  /** A message waits to be sent. */
  'mail.send': z.strictObject({ mailId: z.uuid() }),
  /** A message about a referral could not be delivered and is not tried again. */
  'mail.failed': z.strictObject({ mailId: z.uuid(), referralId: z.uuid() }),
  /** A referral moved: recipients are told, tasks made, the response record kept. */
  'referral.changed': z.strictObject({ referralId: z.uuid(), sequence: z.int() }),
  /** A referral's clock may have run out: the handler looks at the events and decides. */
  'referral.clock': z.strictObject({ referralId: z.uuid() }),
  /**
   * How an agency is reached or when it works changed; `movedTo` is its version when its mailbox is another one, `follows`
   * a referral that was held with the old mailbox and goes to the new one now.
   */
  'agency.kept': z.strictObject({
    agencyId: z.uuid(),
    movedTo: z.int().optional(),
    follows: z.uuid().optional(),
  }),
  /** An answer or a call spoke against a listing: what speaks against it is counted anew. */
  'listing.doubted': z.strictObject({ serviceId: z.uuid() }),
  /** One side of a referral wrote to the other. */
  'message.written': z.strictObject({ referralId: z.uuid(), messageId: z.uuid(), sequence: z.int() }),
  /** An answer to a referral that nobody coordinates was held: its agency is asked whether it is theirs. */
  'answer.held': z.strictObject({ referralId: z.uuid(), sequence: z.int() }),
  /** Somebody said whether the need was met. */
  'outcome.said': z.strictObject({ referralId: z.uuid(), outcomeId: z.uuid(), sequence: z.int() }),
  /** Something comes up and nobody is late yet: an appointment, a consent that was asked for; `sequence` began it. */
  'referral.ahead': z.strictObject({ referralId: z.uuid(), sequence: z.int(), which: z.string() }),
  /** The consent that a running referral rests on nears its last day; `which` warning it is. */
  'consent.ends': z.strictObject({ referralId: z.uuid(), consentId: z.uuid(), which: z.string() }),
  /**
   * Somebody owes the next step and is late: `stage` says whether they are reminded or the supervisor hears of it,
   * `sequence` with which event the clock began.
   */
  'referral.late': z.strictObject({
    referralId: z.uuid(),
    sequence: z.int(),
    clock: z.string(),
    stage: z.enum(['remind', 'escalate']),
  }),
} as const

export type Topic = keyof typeof TOPICS
export type Payload<T extends Topic> = z.infer<(typeof TOPICS)[T]>
