import { tokenPlaceholder } from '#base/core/link-token.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { DEFAULT_LOCALE, type Locale } from '#base/i18n/locales.ts'
import { queueMail } from '#base/mail/store.ts'
import { readConfig } from '#base/runtime/config.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { type DayHours, nextOpenMoment } from '#refer/agencies/calendar.ts'
import { mailboxFor } from '#refer/agencies/held-mailbox.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { findAgency, noteBouncedMailbox } from '#refer/agencies/store.ts'
import { linkGiverOf, localeOfClient, reachOfGiver } from '#refer/clients/reach.ts'
import { findClient } from '#refer/clients/store.ts'
import { type Clock, type ClockName, runningClock } from '#refer/referrals/clocks.ts'
import { UNANSWERED } from '#refer/referrals/commands/follow-agency.ts'
import { makeTask } from '#refer/referrals/commands/tasks.ts'
import type { Referral } from '#refer/referrals/model.ts'
import { findReferral, hasHeldAnswer, isDisclosed, readEvents } from '#refer/referrals/store.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { linkPath } from './links.ts'
import { type Audience, askedOfAgency, type News, tellingsOf, templateOf } from './recipients.ts'
import {
  arrangersOf,
  coordinatorsOf,
  deliveryOf,
  dropWaiting,
  linkFor,
  noteNotification,
  type Person,
  runningAtAgency,
  staffOf,
  supervisorsOf,
  wasTold,
} from './store.ts'

type Telling = { referral: Referral; agency: Agency; sequence: number | string; news: News; appUrl: string }

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

async function load(tx: Tx, referralId: string): Promise<{ referral: Referral; agency: Agency } | undefined> {
  const referral = await findReferral(tx, referralId)
  const agency = referral && (await findAgency(tx, referral.agencyId))
  return referral && agency && { referral, agency }
}

async function clockOf(
  tx: Tx,
  { referral, agency }: { referral: Referral; agency: Agency },
): Promise<Clock | null> {
  const { events } = await readEvents(tx, referral.id)
  return runningClock(events, referral.urgency, agency.calendar)
}

async function tell(tx: Tx, ctx: Ctx, audience: Audience, telling: Telling): Promise<void> {
  switch (audience) {
    case 'agency':
      return tellAgency(tx, ctx, telling)
    case 'client':
      return tellClient(tx, ctx, telling)
    case 'sender':
      if (telling.referral.selfReferred) return tellClient(tx, ctx, telling)
      return tellPeople(tx, ctx, telling, await coordinatorsOf(tx, telling.referral.clientId))
    case 'supervisor':
      return tellSupervisors(tx, ctx, telling)
  }
}

const keyOf = ({ referral, sequence, news }: Telling, recipient: string) =>
  `${referral.id}:${sequence}:${news}:${recipient}`

/** When a text may come to an agency that named no hours. */
const TEXT_HOURS: DayHours = { from: '08:00', to: '18:00' }

/** News after which the agency has nothing left to open. */
const WITHOUT_LINK: readonly News[] = ['withdrawn', 'corrected', 'consent-ended']

async function tellAgency(tx: Tx, ctx: Ctx, telling: Telling): Promise<void> {
  const { referral, agency, news, appUrl } = telling
  const closed = WITHOUT_LINK.includes(news)
  // A job that comes late must not tell of what was taken back meanwhile, nor make a link to it.
  if (!closed && !(await isDisclosed(tx, referral.id, ctx.now))) return
  if (agency.careOrganizationId)
    await tellPeople(tx, ctx, telling, await staffOf(tx, agency.careOrganizationId, referral.assignedTo))
  const mailbox = await mailboxFor(tx, agency, referral.id)
  if (!mailbox) return
  const key = keyOf(telling, `agency:${agency.id}`)
  if (
    !(await noteNotification(tx, ctx.now, {
      key,
      topic: news,
      channel: 'mail',
      referralId: referral.id,
      agencyId: agency.id,
    }))
  )
    return
  const linkId = closed
    ? undefined
    : await linkFor(tx, ctx.now, {
        kind: 'agency',
        clientId: referral.clientId,
        referralId: referral.id,
        agencyId: agency.id,
      })
  const locale = agency.locale ?? DEFAULT_LOCALE
  await queueMail(tx, {
    key,
    to: mailbox,
    template: `agency.${news}`,
    locale,
    values: { agency: agency.name },
    referralId: referral.id,
    ...(linkId && { link: appUrl + linkPath.agency(locale, tokenPlaceholder(keyring(), linkId)) }),
  })
  const texts = news === 'referral-sent' || (agency.preferredChannel === 'text' && !closed)
  if (texts && agency.textNumber && agency.textConfirmedAt && readConfig().sms)
    await queueMail(tx, {
      notBefore: nextOpenMoment(ctx.now, agency.callHours ?? TEXT_HOURS, agency.calendar),
      key: `${key}:text`,
      to: agency.textNumber,
      channel: 'text',
      template: 'agency.referral-sent',
      locale,
      referralId: referral.id,
    })
}

/** The client's rules for being reached bind: where they forbid, a dropped row says that nothing was sent and why. */
async function tellClient(tx: Tx, ctx: Ctx, telling: Telling): Promise<void> {
  const { referral, agency, news, appUrl } = telling
  const client = await findClient(tx, referral.clientId)
  if (!client) return
  // Whoever is asked to consent is asked under their own address, and sees what they are asked and no more.
  const giver = news === 'consent-asked' ? linkGiverOf(referral.proposal?.giver) : 'client'
  const reach = await reachOfGiver(tx, ctx.now, client, giver, agency.calendar.timezone)
  const key = keyOf(telling, `${giver}:${client.id}`)
  const channel = reach.channel ?? 'mail'
  const note = { key, topic: news, channel, referralId: referral.id, clientId: client.id }
  if (reach.channel === null) {
    await noteNotification(tx, ctx.now, { ...note, dueAt: ctx.now, droppedWhy: reach.why })
    return
  }
  const { notBefore, to } = reach
  if (!(await noteNotification(tx, ctx.now, { ...note, dueAt: notBefore }))) return
  const locale = localeOfClient(client.record)
  const linkId = await linkFor(tx, ctx.now, { kind: 'client', clientId: client.id, giver })
  await queueMail(tx, {
    key,
    to,
    channel,
    template: templateOf(news),
    locale,
    referralId: referral.id,
    clientId: client.id,
    notBefore,
    link: appUrl + linkPath.client(locale, tokenPlaceholder(keyring(), linkId)),
  })
}

/** Where nobody supervises the coordinator, whoever can change that hears that nobody does, and nothing of the referral. */
async function tellSupervisors(tx: Tx, ctx: Ctx, telling: Telling): Promise<void> {
  const { clientId } = telling.referral
  const supervisors = await supervisorsOf(tx, clientId)
  if (supervisors.length > 0) return tellPeople(tx, ctx, telling, supervisors)
  return tellPeople(tx, ctx, { ...telling, news: 'unsupervised' }, await arrangersOf(tx, clientId))
}

async function tellPeople(tx: Tx, ctx: Ctx, telling: Telling, people: readonly Person[]): Promise<void> {
  const { referral, news, appUrl } = telling
  for (const person of people) {
    const key = keyOf(telling, `account:${person.accountId}`)
    const note = { topic: news, referralId: referral.id, accountId: person.accountId }
    await noteNotification(tx, ctx.now, { ...note, key, channel: 'screen' })
    const delivery = await deliveryOf(tx, person.accountId, news)
    if (delivery === 'digest')
      await noteNotification(tx, ctx.now, { ...note, key: `${key}:digest`, channel: 'mail' })
    if (delivery !== 'at-once') continue
    if (!(await noteNotification(tx, ctx.now, { ...note, key: `${key}:mail`, channel: 'mail' }))) continue
    const locale: Locale = person.locale
    await queueMail(tx, {
      key: `${key}:mail`,
      to: person.email,
      template: `staff.${news}`,
      locale,
      referralId: referral.id,
      link: appUrl + (news === 'unsupervised' ? `/${locale}/people` : `/${locale}/referrals/${referral.id}`),
    })
  }
}
