import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { clockRule } from '../clocks.ts'
import type { Referral, ReferralEvent, Status, StepName } from '../model.ts'
import { findReferral, readEvents } from '../store.ts'
import { isEnded } from '../transitions.ts'
import { callableAt, isByHand, UNANSWERED } from './follow-agency.ts'
import { makeTask, settleTasks, settleTasksOfNeed } from './tasks.ts'

/** Endings after which the person still needs help: the next program is proposed at once. */
const UNHELPED: readonly Status[] = ['declined', 'no-response', 'closed-not-served']

/** What an agency must hear of that holds what was sent, on paper or in its head. */
const TOLD_TO_AGENCY: ReadonlySet<string> = new Set<StepName>([
  'ask-cancel',
  'keep',
  'confirm-cancel',
  'withdraw',
  'revoke-consent',
  'mark-error',
  'schedule',
  'miss',
])

/** Does an agency that nothing is mailed to have to be told of this? Not of what it said or did itself. */
function mustBeTold({ channel, sentAt }: Referral, { action, party, reportedBy }: ReferralEvent): boolean {
  return (
    isByHand(channel) &&
    sentAt !== null &&
    TOLD_TO_AGENCY.has(action) &&
    party !== 'agency' &&
    reportedBy !== 'agency'
  )
}

/**
 * What a move asks of the coordinator's side: an agency without a mailbox is called, also about what ended or changed; a
 * decline or a silence is followed by the next program the same day. Runs after the commit, as often as it likes: each task has its key.
 */
export async function followUp(ctx: Ctx, moved: { referralId: string; sequence: number }): Promise<void> {
  await transact(ctx, async (tx) => {
    const referral = await findReferral(tx, moved.referralId)
    if (!referral) return
    const { events } = await readEvents(tx, moved.referralId)
    const event = events.find((each) => each.sequence === moved.sequence)
    // Referring on moves nothing: it has made its own draft and task.
    if (!event || event.action === 'refer-on') return
    if (event.action === 'remind')
      return await callAgain(tx, ctx, referral, `call-agency:${referral.id}:${event.sequence}`)
    const key = (kind: string) => `${kind}:${referral.id}:${moved.sequence}`
    const call = async () =>
      makeTask(tx, ctx, {
        referral,
        kind: 'call-agency',
        dueAt: await callableAt(tx, ctx.now, referral.agencyId),
        key: key('call-agency'),
      })
    if (event.action === 'consent-ended') {
      // Nothing more may be told to the agency; whoever would have called asks the client instead.
      await settleTasks(tx, ctx, referral.id, ['call-agency', 'consent-ends'])
      await makeTask(tx, ctx, { referral, kind: 'consent-ended', dueAt: ctx.now, key: key('consent-ended') })
      return
    }
    if (event.action === 'renew-consent' || event.to === 'sent')
      await settleTasks(tx, ctx, referral.id, ['consent-ends', 'consent-ended'])
    if (event.action === 'renew-consent') {
      if (event.data.resumed && UNANSWERED.includes(event.to) && isByHand(referral.channel)) await call()
      return
    }
    if (event.to === 'sent' && isByHand(referral.channel)) await call()
    else if (event.from === 'sent' || event.from === 'opened')
      await settleTasks(tx, ctx, referral.id, ['call-agency'])
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
    const tries = triesInVain(events)
    const first = tries.at(-1)
    if (first && tries.length >= (clockRule('reach').attempts ?? Number.POSITIVE_INFINITY))
      await makeTask(tx, ctx, {
        referral,
        kind: 'reach',
        dueAt: ctx.now,
        key: `reach:${referral.id}:${first.sequence}`,
        once: true,
      })
    else if (event.from === 'contacting') await settleTasks(tx, ctx, referral.id, ['reach'])
    if (isEnded(event.to))
      await settleTasks(tx, ctx, referral.id, [
        ...['call-agency', 'give-consent', 'reach', 'finish-draft', 'reply', 'answer-held'],
        ...['consent-ends', 'consent-ended'],
      ])
    else if (event.from === 'info-requested') await settleTasks(tx, ctx, referral.id, ['reply'])
    if (mustBeTold(referral, event)) {
      // Of several changes the last one is told.
      await settleTasks(tx, ctx, referral.id, ['tell-agency'], key('tell-agency'))
      await makeTask(tx, ctx, {
        referral,
        kind: 'tell-agency',
        dueAt: await callableAt(tx, ctx.now, referral.agencyId),
        key: key('tell-agency'),
      })
    }
  })
}

/** An agency that is asked by telephone is reminded by telephone: by one call, however often somebody says so. */
async function callAgain(tx: Tx, ctx: Ctx, referral: Referral, key: string): Promise<void> {
  if (!isByHand(referral.channel)) return
  const dueAt = await callableAt(tx, ctx.now, referral.agencyId)
  await makeTask(tx, ctx, { referral, kind: 'call-agency', dueAt, key, once: true })
}

/** Tries of the agency to reach the person since it last did, while it is still trying; the latest first. */
function triesInVain(events: readonly ReferralEvent[]): ReferralEvent[] {
  const tries: ReferralEvent[] = []
  if (events.at(-1)?.to !== 'contacting') return tries
  for (const event of [...events].reverse()) {
    if (event.to !== 'contacting' || event.data.result === 'reached') break
    if (event.action === 'contact' || event.action === 'log-attempt') tries.push(event)
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
