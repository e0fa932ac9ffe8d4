import { sql } from 'kysely'
import { type Ctx, transact } from '#base/db/context.ts'
import { liftFull } from '#find/curation/commands.ts'
import { DOUBTS, type DoubtReason } from '#find/curation/model.ts'
import { saveDoubts, settledDoubts } from '#find/curation/store.ts'
import { ANSWERS } from './response.ts'

/**
 * Counts what answers say against the listing of a service since a steward last looked: declines by their code, and
 * calls to a number that is not the agency's. An acceptance says that there is room again. Codes alone leave the referral;
 * words and people stay in it.
 */
export async function keepDoubts(ctx: Ctx, serviceId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const settled = await settledDoubts(tx, serviceId)
    const { rows } = await sql<{
      action: string
      reason: string | null
      wrong: boolean
      at: Date
      referralId: string
    }>`
      select event.action, event.reason_code as reason, event.recorded_at as at, event.referral_id as "referralId",
        event.action = 'log-attempt' and event.from_status in ('sent', 'opened') and event.data ->> 'result' = 'wrong-number' as wrong
      from referral_event event join referral on referral.id = event.referral_id
      where referral.service_id = ${serviceId} and referral.status <> 'entered-in-error'
        and (event.action = any(${ANSWERS}::text[]) or event.action = 'log-attempt')`.execute(tx)
    // Room is what one yes proves, whatever was said before it.
    const acceptedAt = latest(rows.filter(({ action }) => action === 'accept'))
    const counts = DOUBTS.flatMap((reason: DoubtReason) => {
      const looked = settled.get(reason) ?? new Date(0)
      const from = reason === 'no-capacity' && acceptedAt && acceptedAt > looked ? acceptedAt : looked
      const since = rows.filter(({ at }) => at > from)
      const against = since.filter((row) => (row.wrong ? 'wrong-number' : row.reason) === reason)
      if (against.length === 0) return []
      const answered = new Set(
        since.filter((row) => row.wrong || ANSWERS.includes(row.action)).map((row) => row.referralId),
      )
      return {
        reason,
        said: new Set(against.map((row) => row.referralId)).size,
        answers: answered.size,
        lastAt: latest(against) ?? ctx.now,
      }
    })
    if (acceptedAt) await liftFull(tx, ctx, serviceId, acceptedAt)
    await saveDoubts(tx, serviceId, counts)
  })
}

function latest(rows: readonly { at: Date }[]): Date | null {
  return rows.length > 0 ? new Date(Math.max(...rows.map(({ at }) => at.getTime()))) : null
}
