import { z } from 'zod'

/**
 * Everything that can happen after a commit: topic → payload. Payloads hold ids, never facts about a person.
 * `indexer/handlers.ts` says who cares.
 */
export const TOPICS = {
  /** Listings changed: their search documents are to be made anew. At most 1,000 ids a job. */
  'services.changed': z.strictObject({ serviceIds: z.array(z.uuid()).min(1).max(1000) }),
} as const

export type Topic = keyof typeof TOPICS
export type Payload<T extends Topic> = z.infer<(typeof TOPICS)[T]>
