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
      .select(['referral.id', 'referral.status', 'referral.sent_at'])
      .select(
        sql<Date | null>`(select min(effective_at) from referral_event where referral_id = referral.id and action = any(${ANSWERS}::text[]))`.as(
          'answered_at',
        ),
      )
      .select(
        sql<boolean>`exists (select from referral_event where referral_id = referral.id and to_status = 'accepted')`.as(
          'accepted',
        ),
      )
      .select(
        sql<boolean>`exists (select from need_outcome where client_need_id = referral.client_need_id and referral_id = referral.id and outcome = 'met' and said_by <> 'agency')`.as(
          'met',
        ),
      )
      .where('referral.service_id', '=', referral.serviceId)
      .where('client_need.need_id', '=', need.need_id)
      .where('referral.sent_at', 'is not', null)
      // A mistake is nobody's record, and what the sender took back before an answer says nothing of the agency.
      .where('referral.status', '<>', 'entered-in-error')
      .where((eb) =>
        eb.or([
          eb('referral.status', '<>', 'withdrawn'),
          eb(
            sql`(select count(*) from referral_event where referral_id = referral.id and action = any(${ANSWERS}::text[]))`,
            '>',
            sql`0`,
          ),
        ]),
      )
      .execute()
    const answered = rows.filter((row) => row.answered_at && row.sent_at)
    const record = {
      referrals: rows.length,
      answered: answered.length,
      answer_hours: answered.reduce(
        (sum, row) =>
          sum + businessHoursBetween(row.sent_at as Date, row.answered_at as Date, agency.calendar),
        0,
      ),
      accepted: rows.filter((row) => row.accepted).length,
      closed: rows.filter((row) => row.status.startsWith('closed-')).length,
      need_met: rows.filter((row) => row.met).length,
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
