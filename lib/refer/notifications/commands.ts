import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { findAgency, noteBouncedMailbox } from '#refer/agencies/store.ts'
import { type Clock, type ClockName, runningClock } from '#refer/referrals/clocks.ts'
import { UNANSWERED } from '#refer/referrals/commands/follow-agency.ts'
import { makeTask } from '#refer/referrals/commands/tasks.ts'
import type { Referral } from '#refer/referrals/model.ts'
import { findReferral, hasHeldAnswer, readEvents } from '#refer/referrals/store.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { askedOfAgency, tellingsOf } from './recipients.ts'
import { dropWaiting, runningAtAgency, wasTold } from './store.ts'

import { load, tell, tellAgency, tellClient } from './tell.ts'

/** Tells of a move whoever must hear of it, once each, however often the job runs. */
export async function notifyMove(
  ctx: Ctx,
  moved: { referralId: string; sequence: number },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, moved.referralId)
    if (!known) return
    const { events } = await readEvents(tx, moved.referralId)
    const event = events.find((each) => each.sequence === moved.sequence)
    if (!event) return
    // What still waits asks what is asked no more, perhaps somebody else.
    if (event.action === 'ask-again') await dropWaiting(tx, ctx.now, moved.referralId, 'consent-asked')
    // A supervisor who heard that nobody answered is not told again when the referral lapses.
    const asked = events.findLast(({ action }) => action === 'send' || action === 'reopen')
    for (const { audience, news } of tellingsOf(event, known.referral)) {
      if (
        audience === 'supervisor' &&
        asked &&
        (await wasTold(tx, [news, 'unsupervised'], moved.referralId, asked.recordedAt))
      )
        continue
      await tell(tx, ctx, audience, { ...known, sequence: moved.sequence, news, appUrl })
    }
  })
}

/** What an agency owes its own records: no news to the person who waits, and nothing that they could do about. */
const AMONG_AGENCIES: readonly ClockName[] = ['progress-note', 'recheck-waitlist', 'confirm-cancel']

/** Reminds whoever owes the next step, or lets the supervisor know that a reminder did not help. */
export async function notifyLate(
  ctx: Ctx,
  late: { referralId: string; sequence: number; clock: string; stage: 'remind' | 'escalate' },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, late.referralId)
    if (!known) return
    const running = await clockOf(tx, known)
    const clock = late.clock as ClockName
    // The referral has moved since the clock rang: nobody is late any more.
    if (running?.since !== late.sequence || running.name !== clock || running.dueAt > ctx.now) return
    const telling = { ...known, sequence: late.sequence, appUrl }
    // Nobody answered the question and it is over: what comes next is for whoever asked.
    if (clock === 'give-consent') return tell(tx, ctx, 'sender', { ...telling, news: 'your-turn' })
    if (late.stage === 'escalate') {
      // Nobody supervises who came by themselves; they were told when the reminder went out.
      if (!known.referral.selfReferred) await tell(tx, ctx, 'supervisor', { ...telling, news: 'escalation' })
      return
    }
    const { owner } = running
    // It has answered, and the answer is held for its coordinator to check.
    if (owner === 'agency' && !known.referral.selfReferred && (await hasHeldAnswer(tx, known.referral.id))) {
      await tell(tx, ctx, 'sender', { ...telling, news: 'answer-held' })
      return
    }
    await tell(tx, ctx, owner, {
      ...telling,
      news: owner === 'agency' ? askedOfAgency(clock) : 'your-turn',
    })
    // An agency that is asked by telephone cannot be reminded by mail: its coordinator calls again.
    if (owner === 'agency' && !(known.referral.selfReferred && AMONG_AGENCIES.includes(clock)))
      await tell(tx, ctx, 'sender', { ...telling, news: 'your-turn' })
  })
}

/** Reminds the client of an appointment that comes up, or of a consent that they were asked for. */
export async function notifyAhead(
  ctx: Ctx,
  ahead: { referralId: string; sequence: number; which: string },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, ahead.referralId)
    if (!known) return
    const running = await clockOf(tx, known)
    // It has moved since: another appointment, or the consent is given; or what was to come has passed.
    if (running?.since !== ahead.sequence || running.remindUntil <= ctx.now) return
    const news = known.referral.status === 'awaiting-consent' ? 'consent-asked' : 'scheduled'
    await tell(tx, ctx, 'client', { ...known, sequence: `${ahead.sequence}:${ahead.which}`, news, appUrl })
  })
}

/** Warns the coordinator, or who asked by themselves, that a consent nears its last day. */
export async function notifyConsentEnds(
  ctx: Ctx,
  ends: { referralId: string; consentId: string; which: string },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, ends.referralId)
    // Renewed, taken back or over meanwhile: nothing ends any more.
    if (!known || known.referral.consentId !== ends.consentId || isEnded(known.referral.status)) return
    const sequence = `${ends.consentId}:${ends.which}`
    await tell(tx, ctx, 'sender', { ...known, sequence, news: 'consent-ends', appUrl })
  })
}

/** Says that there is a message to read; never what it says, nor of whom. */
export async function notifyMessage(
  ctx: Ctx,
  written: { referralId: string; messageId: string },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, written.referralId)
    const message = await tx
      .selectFrom('referral_message')
      .select('from_party')
      .where('id', '=', written.messageId)
      .executeTakeFirst()
    if (!known || !message) return
    const telling = { ...known, sequence: written.messageId, news: 'message' as const, appUrl }
    await tell(tx, ctx, message.from_party === 'agency' ? 'sender' : 'agency', telling)
  })
}

/** Asks an agency whether an answer that was held is its own; only where it is the agency's to say, once a standing. */
export async function notifyHeld(
  ctx: Ctx,
  held: { referralId: string; sequence: number },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, held.referralId)
    if (known) await tellAgency(tx, ctx, { ...known, sequence: held.sequence, news: 'answer-held', appUrl })
  })
}

/**
 * A message that nobody could deliver becomes the coordinator's to put right: another address, a call. Who referred
 * themselves is told when their agency could not be written to, and reads on their page what they can do.
 */
export async function reportUndelivered(
  ctx: Ctx,
  failed: { mailId: string; referralId: string },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const known = await load(tx, failed.referralId)
    if (!known) return
    const { referral } = known
    await noteBouncedMailbox(tx, ctx.now, failed.mailId, referral.agencyId)
    if (referral.selfReferred) {
      const mail = await tx
        .selectFrom('mail_message')
        .select('client_id')
        .where('id', '=', failed.mailId)
        .executeTakeFirst()
      if (mail?.client_id === null)
        await tellClient(tx, ctx, { ...known, sequence: 'undelivered', news: 'your-turn', appUrl })
      return
    }
    await makeTask(tx, ctx, {
      referral,
      kind: 'delivery-failed',
      dueAt: ctx.now,
      key: `delivery-failed:${failed.mailId}`,
    })
  })
}

/**
 * Writes to an agency about what waits for it: to its new mailbox about everything that is open, because what was mailed
 * before went elsewhere; else about what was asked by telephone until now. Once each, however often the job runs.
 */
export async function notifyKept(
  ctx: Ctx,
  kept: { agencyId: string; movedTo?: number | undefined; turned: readonly string[] },
  appUrl: string,
): Promise<void> {
  await transact(ctx, async (tx) => {
    const agency = await findAgency(tx, kept.agencyId)
    if (!agency) return
    const running =
      kept.movedTo !== undefined && agency.mailbox ? await runningAtAgency(tx, agency.id) : kept.turned
    for (const id of new Set(running)) {
      const referral = await findReferral(tx, id)
      if (referral)
        await tellAgency(tx, ctx, {
          referral,
          agency,
          sequence: `kept:${agency.version}`,
          // What waits for its answer is new to this mailbox; whom it helps already is not.
          news: UNANSWERED.includes(referral.status) ? 'referral-sent' : 'link-again',
          appUrl,
        })
    }
  })
}

async function clockOf(
  tx: Tx,
  { referral, agency }: { referral: Referral; agency: Agency },
): Promise<Clock | null> {
  const { events } = await readEvents(tx, referral.id)
  return runningClock(events, referral.urgency, agency.calendar)
}
