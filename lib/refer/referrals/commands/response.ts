import { sql } from 'kysely'
import { type Ctx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { businessHoursBetween } from '#refer/agencies/calendar.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { findReferral } from '../store.ts'

/** The first thing that counts as an answer: yes, no, a question, a waitlist. A closing by telephone without one counts too. */
export const ANSWERS = ['accept', 'decline', 'ask', 'waitlist', 'close-served', 'close-not-served']

/**
 * Counts anew what referrals for this program and need came to, from their events, so that ranking learns from them.
 * Counting twice gives the same row.
 */
export async function keepResponseRecord(ctx: Ctx, referralId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    const agency = referral && (await findAgency(tx, referral.agencyId))
    if (!referral || !agency) return
    const need = await tx
      .selectFrom('client_need')
      .select('need_id')
      .where('id', '=', referral.clientNeedId)
      .executeTakeFirstOrThrow()
    const rows = await tx
      .selectFrom('referral')
      .innerJoin('client_need', 'client_need.id', 'referral.client_need_id')
      .leftJoin('consent', 'consent.id', 'referral.consent_id')
      .select(['referral.id', 'referral.status', 'referral.sent_at'])
      // Of one that was sent again, the answer to the latest asking.
      .select(
        sql<Date | null>`(select min(effective_at) from referral_event where referral_id = referral.id
          and action = any(${ANSWERS}::text[]) and effective_at >= referral.sent_at)`.as('answered_at'),
      )
      .select(
        sql<boolean>`exists (select from referral_event where referral_id = referral.id
          and to_status = 'accepted' and effective_at >= referral.sent_at)`.as('accepted'),
      )
      // Each side's last word: who says that it was not enough after all takes back that it was.
      .select(
        sql<boolean>`'met' in (select distinct on (said_by) outcome from need_outcome
          where client_need_id = referral.client_need_id and referral_id = referral.id and said_by <> 'agency'
          order by said_by, at desc, id desc)`.as('met'),
      )
      .select(
        sql<boolean>`coalesce(consent.expires_at <= coalesce(referral.closed_at, ${ctx.now}), false)
          or exists (select from held_answer where referral_id = referral.id
            and at >= referral.sent_at and at <= coalesce(referral.closed_at, ${ctx.now}))`.as('ours'),
      )
      .where('referral.service_id', '=', referral.serviceId)
      .where('client_need.need_id', '=', need.need_id)
      .where('referral.sent_at', 'is not', null)
      // A mistake is nobody's record.
      .where('referral.status', '<>', 'entered-in-error')
      .execute()
    const counted = rows.filter(
      (row) =>
        row.answered_at !== null ||
        // What the sender took back before an answer says nothing of the agency, nor does a silence that was ours: the
        // consent had ended, or its answer was held here.
        (row.status !== 'withdrawn' && !row.ours),
    )
    const answered = counted.filter((row) => row.answered_at && row.sent_at)
    const record = {
      referrals: counted.length,
      answered: answered.length,
      answer_hours: answered.reduce(
        (sum, row) =>
          sum + businessHoursBetween(row.sent_at as Date, row.answered_at as Date, agency.calendar),
        0,
      ),
      accepted: counted.filter((row) => row.accepted).length,
      closed: counted.filter((row) => row.status.startsWith('closed-')).length,
      need_met: counted.filter((row) => row.met).length,
      updated_at: ctx.now,
    }
    await tx
      .insertInto('response_record')
      .values({ service_id: referral.serviceId, need_id: need.need_id, ...record })
      .onConflict((conflict) => conflict.columns(['service_id', 'need_id']).doUpdateSet(record))
      .execute()
    await enqueue(
      tx,
      'services.changed',
      { serviceIds: [referral.serviceId] },
      { jobKey: `response:${referral.serviceId}` },
    )
  })
}
