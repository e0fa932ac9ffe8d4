import { z } from 'zod'
import type { AuditFilter } from '#base/audit/queries.ts'

/** A line's number, where a page ends or begins. */
export const cursor = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .catch(undefined)
const day = z.iso.date()

/** Ids, days and codes alone: nothing about a person stands in the address. What cannot be read is left out. */
const schema = z.object({
  clientId: z.uuid().optional().catch(undefined),
  accountId: z.uuid().optional().catch(undefined),
  action: z
    .string()
    .trim()
    .regex(/^[a-z-]{1,40}(:[a-z:-]{1,40})?$/)
    .optional()
    .catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
  before: cursor,
  after: cursor,
})

export function readFilter(given: Record<string, string | string[] | undefined>): AuditFilter {
  return schema.parse(given)
}

export function filterQuery(filter: AuditFilter): string {
  const entries = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return new URLSearchParams(entries).toString()
}
