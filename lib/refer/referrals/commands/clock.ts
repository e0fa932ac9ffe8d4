import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { type Clock, nextRing, runningClock } from '../clocks.ts'
import type { Referral } from '../model.ts'
import { hasHeldAnswer, lockReferral, readEvents, updateReferral } from '../store.ts'
import { isEnded } from '../transitions.ts'
import { move } from './act.ts'
import { makeTask } from './tasks.ts'
import { earlier, nextConsentRing, watchConsent } from './watch-consent.ts'

/**
 * What the clock of a referral asks for at `ctx.now`: a reminder to whoever owes the next step, then the supervisor,
 * then the rule's consequence. Everything is derived from the events, so that a clock that rings twice, late or never
 * changes nothing: the sweep finds what a lost job left.
 */
export async function enforceClock(ctx: Ctx, referralId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, referralId)
    const agency = referral && (await findAgency(tx, referral.agencyId))
    if (!referral || !agency) return
    const { events } = await readEvents(tx, referralId)
    if (await watchConsent(tx, ctx, referral, agency, events)) return
    const clock = runningClock(events, referral.urgency, agency.calendar)
    const consentRing = await nextConsentRing(tx, ctx.now, referral)
    const soonest = earlier(clock && nextRing(clock, ctx.now), consentRing)
    if (soonest)
      await enqueue(tx, 'referral.clock', { referralId }, { runAt: soonest, jobKey: `clock:${referralId}` })
    // An ended referral owes nothing more once its client is to be asked: the task says when. Any other stays late.
    const settled = clock && isEnded(referral.status) && clock.endsAt <= ctx.now
    await updateReferral(tx, referralId, {
      due_at: settled ? null : (clock?.dueAt ?? null),
      next_ring_at: soonest,
    })
    if (!clock) return
    const { since } = clock
    // Of several reminders that have come due, the last one says it all; of what has passed, none says anything.
    const reminder =
      clock.remindUntil > ctx.now ? clock.remindAt.filter(({ at }) => at <= ctx.now).at(-1) : undefined
    if (reminder)
      await enqueue(
        tx,
        'referral.ahead',
        { referralId, sequence: since, which: reminder.which },
        { jobKey: `ahead:${referralId}:${since}:${reminder.which}` },
      )
    if (clock.dueAt > ctx.now) return
    if (clock.endsAt <= ctx.now && (await consequence(tx, ctx, referral, clock)) === 'moved') return
    if (clock.name === 'reply')
      await makeTask(tx, ctx, {
        referral,
        kind: 'reply',
        dueAt: ctx.now,
        key: `reply:${referralId}:${since}`,
      })
    const late = { referralId, sequence: since, clock: clock.name }
    // One job key a stage and beginning: ringing again adds nothing, a new standing starts anew.
    await enqueue(
      tx,
      'referral.late',
      { ...late, stage: 'remind' },
      { jobKey: `late:${referralId}:${since}:remind` },
    )
    if (clock.escalateAt && clock.escalateAt <= ctx.now) {
      await enqueue(
        tx,
        'referral.late',
        { ...late, stage: 'escalate' },
        { jobKey: `late:${referralId}:${since}:escalate` },
      )
    }
  })
}

async function consequence(tx: Tx, ctx: Ctx, referral: Referral, clock: Clock): Promise<'moved' | 'stays'> {
  const { id: referralId, version } = referral
  switch (clock.consequence) {
    case 'lapse':
      if (await answerWaits(tx, ctx, referral, clock)) return 'stays'
      await move(tx, ctx, { referralId, version, action: { name: 'lapse', data: {} } })
      return 'moved'
    case 'confirm-cancel':
      await move(tx, ctx, { referralId, version, action: { name: 'confirm-cancel', data: {} } })
      return 'moved'
    case 'task':
      await makeTask(tx, ctx, {
        referral,
        kind: clock.name,
        dueAt: ctx.now,
        key: `${clock.name}:${referralId}:${clock.since}`,
      })
      return 'stays'
    case 'escalate':
    case 'remind':
    case null:
      return 'stays'
  }
}

/**
 * The agency has answered and the answer is held for the coordinator to check: the time that runs is the coordinator's, so
 * nobody says that the agency did not answer. Of who came by themselves nobody checks it but the agency, whose time it is.
 */
async function answerWaits(tx: Tx, ctx: Ctx, referral: Referral, { since }: Clock): Promise<boolean> {
  if (referral.selfReferred || !(await hasHeldAnswer(tx, referral.id))) return false
  const key = `answer-held:${referral.id}:${since}:late`
  await makeTask(tx, ctx, { referral, kind: 'answer-held', dueAt: ctx.now, key, once: true })
  return true
}

/** Referrals whose clock should have rung and that no job took: the timer's safety net. @returns how many there were. */
export async function sweepClocks(ctx: Ctx): Promise<number> {
  const due = await transact(ctx, (tx) =>
    tx
      .selectFrom('referral')
      .select('id')
      .where('next_ring_at', '<=', ctx.now)
      .orderBy('next_ring_at')
      .limit(500)
      .execute(),
  )
  for (const { id } of due) await enforceClock(ctx, id)
  return due.length
}
