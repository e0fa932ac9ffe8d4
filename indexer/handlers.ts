import { forgetOldRows } from '#base/accounts/commands/forget.ts'
import type { MailTransport } from '#base/mail/client.ts'
import { deliverMail } from '#base/mail/commands.ts'
import type { TextTransport } from '#base/mail/text-client.ts'
import type { Handlers, Timers } from '#base/outbox/runner.ts'
import type { SearchEngine } from '#find/search/client.ts'
import { updateIndex } from '#find/search/commands/keep.ts'
import {
  notifyAhead,
  notifyConsentEnds,
  notifyHeld,
  notifyKept,
  notifyLate,
  notifyMessage,
  notifyMove,
  reportUndelivered,
} from '#refer/notifications/commands.ts'
import { sendDigests } from '#refer/notifications/digest.ts'
import { judgeAgain } from '#refer/notifications/judge-again.ts'
import { enforceClock, sweepClocks } from '#refer/referrals/commands/clock.ts'
import { keepDoubts } from '#refer/referrals/commands/doubts.ts'
import { followAgency } from '#refer/referrals/commands/follow-agency.ts'
import { followOutcome, followUp } from '#refer/referrals/commands/follow-up.ts'
import { keepResponseRecord } from '#refer/referrals/commands/response.ts'

export type Means = {
  search: SearchEngine | null
  mail: MailTransport
  text: TextTransport | null
  appUrl: string
}

/** The one table that says who cares about what happened. A topic without a handler does not compile. */
export const HANDLERS: Handlers<Means> = {
  'services.changed': (ctx, _payload, { search }) => updateIndex(ctx, search),
  'mail.send': async (ctx, { mailId }, { mail, text, appUrl }) => {
    if (await judgeAgain(ctx, mailId)) await deliverMail(ctx, mailId, mail, new URL(appUrl).hostname, text)
  },
  'mail.failed': (ctx, failed, { appUrl }) => reportUndelivered(ctx, failed, appUrl),
  'referral.changed': async (ctx, moved, { appUrl }) => {
    await followUp(ctx, moved)
    await notifyMove(ctx, moved, appUrl)
    await keepResponseRecord(ctx, moved.referralId)
  },
  'agency.kept': async (ctx, kept, { appUrl }) => {
    const turned = await followAgency(ctx, kept.agencyId)
    if (kept.follows) turned.push(kept.follows)
    await notifyKept(ctx, { ...kept, turned }, appUrl)
  },
  'listing.doubted': (ctx, { serviceId }) => keepDoubts(ctx, serviceId),
  'message.written': (ctx, written, { appUrl }) => notifyMessage(ctx, written, appUrl),
  'answer.held': (ctx, held, { appUrl }) => notifyHeld(ctx, held, appUrl),
  'outcome.said': async (ctx, said) => {
    await followOutcome(ctx, said)
    await keepResponseRecord(ctx, said.referralId)
  },
  'referral.clock': (ctx, { referralId }) => enforceClock(ctx, referralId),
  'referral.ahead': (ctx, ahead, { appUrl }) => notifyAhead(ctx, ahead, appUrl),
  'consent.ends': (ctx, ends, { appUrl }) => notifyConsentEnds(ctx, ends, appUrl),
  'referral.late': (ctx, late, { appUrl }) => notifyLate(ctx, late, appUrl),
}

/** What happens by the clock, and why it must even if every job does its work. */
export const TIMERS: Timers<Means> = {
  // A clock's job may have been given up; its referral must still not fall silent.
  'referral-clocks': { cron: '* * * * *', run: (ctx) => sweepClocks(ctx) },
  // Before the working day begins in the middle of the country.
  digests: { cron: '30 13 * * *', run: (ctx, { appUrl }) => sendDigests(ctx, appUrl) },
  // In the small hours of the whole country.
  'old-rows': { cron: '20 9 * * *', run: (ctx) => forgetOldRows(ctx) },
}
