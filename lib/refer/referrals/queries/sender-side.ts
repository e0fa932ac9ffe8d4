import type { Tx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Giver } from '#refer/consent/model.ts'
import { hoursBefore } from '../clocks.ts'
import type { Referral, ReferralEvent } from '../model.ts'
import type { ReferralView } from './referral.ts'

export type StandingConsent = {
  /** The language in which it was given. */
  locale: Locale
  giver: Giver
  endsAt: Date | null
  /** The zone whose days the consent names. */
  timezone: string
  /** Why it carries nothing any more; null while it does. */
  over: 'ended' | 'revoked' | null
  /** It ends within the days in which somebody is told of it. */
  endsSoon: boolean
}

/** The consent that a referral rests on; null without one, and for whom the row policies close it. */
export async function consentFor(
  tx: Tx,
  now: Date,
  consentId: string | null,
): Promise<StandingConsent | null> {
  const row =
    consentId &&
    (await tx
      .selectFrom('consent')
      .select(['locale', 'giver', 'expires_at', 'revoked_at', 'timezone'])
      .where('id', '=', consentId)
      .executeTakeFirst())
  if (!row) return null
  const { expires_at: endsAt } = row
  const over = row.revoked_at ? 'revoked' : endsAt && endsAt <= now ? 'ended' : null
  const told = endsAt ? hoursBefore(endsAt, 'consent-ends') : []
  return {
    locale: row.locale as Locale,
    giver: row.giver as Giver,
    endsAt,
    timezone: row.timezone,
    over,
    endsSoon: over === null && told.some(({ at }) => at <= now),
  }
}

/** Whom an agency answers that has the page on paper. */
export async function answerToOf(
  tx: Tx,
  { organizationId, clientId }: Referral,
): Promise<ReferralView['answerTo']> {
  const organization =
    organizationId === null
      ? undefined
      : await tx
          .selectFrom('care_organization')
          .select('phone')
          .where('id', '=', organizationId)
          .executeTakeFirst()
  const coordinator = await tx
    .selectFrom('caseload')
    .innerJoin('account', 'account.id', 'caseload.account_id')
    .select('account.name')
    .where('caseload.client_id', '=', clientId)
    .where('caseload.kind', '=', 'primary')
    .where('caseload.until', 'is', null)
    .executeTakeFirst()
  return { coordinator: coordinator?.name ?? null, phone: organization?.phone ?? null }
}

/** The change that a task to tell the agency is about: its key ends with the event's sequence. */
export async function toTellOf(
  tx: Tx,
  referralId: string,
  events: readonly ReferralEvent[],
): Promise<ReferralView['toTell']> {
  const task = await tx
    .selectFrom('task')
    .select(['id', 'dedupe_key'])
    .where('referral_id', '=', referralId)
    .where('kind', '=', 'tell-agency')
    .where('done_at', 'is', null)
    .executeTakeFirst()
  const sequence = Number(task?.dedupe_key?.split(':').at(-1))
  const event = events.find((each) => each.sequence === sequence)
  return task && event ? { taskId: task.id, action: event.action } : null
}
