import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { findMatches } from '#find/matching/queries.ts'
import { matchRequestSchema } from '#find/matching/request.ts'
import { type ClientRecord, personOf } from '#refer/clients/model.ts'

/**
 * The ranked programs for one need, with what is known of the client filled in. Nothing of it leaves this
 * process. `skip` are facts whose question was put off.
 */
export function matchesFor(
  ctx: Ctx,
  record: ClientRecord,
  needId: string,
  locale: Locale,
  skip: readonly string[] = [],
): Promise<MatchAnswer> {
  const person = personOf(record)
  const near = person.residence?.postalCode ? { near: { postalCode: person.residence.postalCode } } : {}
  return findMatches(
    ctx,
    matchRequestSchema.parse({ needs: [needId], person, ...near, limit: 20, skip }),
    locale,
  )
}
