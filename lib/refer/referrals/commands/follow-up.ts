import { type Ctx, transact } from '#base/db/context.ts'
import { clockRule } from '../clocks.ts'
import type { ReferralEvent, Status } from '../model.ts'
import { findReferral, readEvents } from '../store.ts'
import { isEnded } from '../transitions.ts'
import { callableAt, isByHand } from './follow-agency.ts'
import { makeTask, settleTasks, settleTasksOfNeed } from './tasks.ts'

/** Endings after which the person still needs help: the next program is proposed at once. */
const UNHELPED: readonly Status[] = ['declined', 'no-response', 'closed-not-served']

/**
 * What a move asks of the coordinator's side: an agency without a mailbox is called, a decline or a silence is followed
 * by the next program the same day. Runs after the commit, as often as it likes: each task has its key.
 */
export async function followUp(ctx: Ctx, moved: { referralId: string; sequence: number }): Promise<void> {
  await transact(ctx, async (tx) => {
    const referral = await findReferral(tx, moved.referralId)
    if (!referral) return
    const { events } = await readEvents(tx, moved.referralId)
    const event = events.find((each) => each.sequence === moved.sequence)
    // Referring on moves nothing: it has made its own draft and task.
    if (!event || event.action === 'refer-on') return
    const key = (kind: string) => `${kind}:${referral.id}:${moved.sequence}`
    if (event.to === 'sent' && isByHand(referral.channel)) {
      await makeTask(tx, ctx, {
        referral,
        kind: 'call-agency',
        dueAt: await callableAt(tx, ctx.now, referral.agencyId),
        key: key('call-agency'),
      })
    } else if (event.from === 'sent' || event.from === 'opened') {
      await settleTasks(tx, ctx, referral.id, ['call-agency'])
    }
    // Answered, or asked once more: there is nothing to chase.
    if (event.from === 'awaiting-consent') await settleTasks(tx, ctx, referral.id, ['give-consent'])
    // The next program is asked: nobody has to choose it any more, nor to finish the draft.
    if (event.to === 'sent') await settleTasks(tx, ctx, referral.id, ['finish-draft'])
    if (event.to === 'sent') await settleTasksOfNeed(tx, ctx, referral.clientNeedId, ['next-program'])
    if (UNHELPED.includes(event.to)) {
      await makeTask(tx, ctx, { referral, kind: 'next-program', dueAt: ctx.now, key: key('next-program') })
    }
    // Said again or left: nobody has to ask whether the person still waits.
    if (event.from === 'waitlisted') await settleTasks(tx, ctx, referral.id, ['recheck-waitlist'])
    // Whom the agency cannot reach, the coordinator may: most accepted referrals that fail, fail here.
    if (triesInVain(events) >= (clockRule('reach').attempts ?? Number.POSITIVE_INFINITY))
      await makeTask(tx, ctx, { referral, kind: 'reach', dueAt: ctx.now, key: `reach:${referral.id}` })
    else if (event.from === 'contacting') await settleTasks(tx, ctx, referral.id, ['reach'])
    if (isEnded(event.to))
      await settleTasks(tx, ctx, referral.id, ['call-agency', 'give-consent', 'reach', 'finish-draft'])
  })
}

/** Tries of the agency to reach the person since it last did, while it is still trying. */
function triesInVain(events: readonly ReferralEvent[]): number {
  if (events.at(-1)?.to !== 'contacting') return 0
  let tries = 0
  for (const { action, data, to } of [...events].reverse()) {
    if (to !== 'contacting' || data.result === 'reached') break
    if (action === 'contact' || action === 'log-attempt') tries++
  }
  return tries
}

/**
 * A client who says that the need is not met is asked about by their coordinator, and the need stands open again; one
 * who says that it is settles the question that the closing asked.
 */
export async function followOutcome(
  ctx: Ctx,
  said: { referralId: string; outcomeId: string },
): Promise<void> {
  await transact(ctx, async (tx) => {
    const referral = await findReferral(tx, said.referralId)
    const outcome = await tx
      .selectFrom('need_outcome')
      .selectAll()
      .where('id', '=', said.outcomeId)
      .executeTakeFirst()
    if (!referral || !outcome || outcome.said_by === 'agency') return
    await settleTasks(tx, ctx, referral.id, ['ask-client'])
    const helped = outcome.outcome === 'met'
    await tx
      .updateTable('client_need')
      .set({ closed_at: helped ? outcome.at : null })
      .where('id', '=', referral.clientNeedId)
      .execute()
    if (outcome.outcome === 'not-met' || outcome.outcome === 'partly-met') {
      await makeTask(tx, ctx, {
        referral,
        kind: 'next-program',
        dueAt: ctx.now,
        key: `next-program:${referral.id}:${outcome.id}`,
      })
    }
  })
}
