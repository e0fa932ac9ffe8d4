import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { type Clock, nextRing, runningClock } from '../clocks.ts'
import type { Referral } from '../model.ts'
import { lockReferral, readEvents, updateReferral } from '../store.ts'
import { isEnded } from '../transitions.ts'
import { move } from './act.ts'
import { makeTask } from './tasks.ts'

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
    const clock = runningClock(events, referral.urgency, agency.calendar)
    if (!clock) return
    const sequence = events.length
    // Of several reminders that have come due, the last one says it all.
    const reminder = clock.remindAt.filter(({ at }) => at <= ctx.now).at(-1)
    if (reminder)
      await enqueue(
        tx,
        'referral.ahead',
        { referralId, sequence, which: reminder.which },
        { jobKey: `ahead:${referralId}:${sequence}:${reminder.which}` },
      )
    const soonest = nextRing(clock, ctx.now)
    if (soonest)
      await enqueue(tx, 'referral.clock', { referralId }, { runAt: soonest, jobKey: `clock:${referralId}` })
    // An ended referral owes nothing more once its client is to be asked: the task says when. Any other stays late.
    const settled = isEnded(referral.status) && clock.endsAt <= ctx.now
    await updateReferral(tx, referralId, { due_at: settled ? null : clock.dueAt, next_ring_at: soonest })
    if (clock.dueAt > ctx.now) return
    if (clock.endsAt <= ctx.now && (await consequence(tx, ctx, referral, clock, sequence)) === 'moved') return
    const late = { referralId, sequence, clock: clock.name }
    // One job key a stage and history: ringing again adds nothing, a new move starts anew.
    await enqueue(
      tx,
      'referral.late',
      { ...late, stage: 'remind' },
      { jobKey: `late:${referralId}:${sequence}:remind` },
    )
    if (clock.escalateAt && clock.escalateAt <= ctx.now) {
      await enqueue(
        tx,
        'referral.late',
        { ...late, stage: 'escalate' },
        { jobKey: `late:${referralId}:${sequence}:escalate` },
      )
    }
  })
}

async function consequence(
  tx: Tx,
  ctx: Ctx,
  referral: Referral,
  clock: Clock,
  sequence: number,
): Promise<'moved' | 'stays'> {
  const { id: referralId, version } = referral
  switch (clock.consequence) {
    case 'lapse':
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
        key: `${clock.name}:${referralId}:${sequence}`,
      })
      return 'stays'
    case 'escalate':
    case 'remind':
    case null:
      return 'stays'
  }
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
