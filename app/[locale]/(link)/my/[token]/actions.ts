'use server'

import { DateTime } from 'luxon'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { keepPapers } from '#app/_referral/papers.ts'
import type { Ctx } from '#base/db/context.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { reissueOwnLink } from '#refer/notifications/answer/own-link.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { answerConsent } from '#refer/referrals/commands/answer-consent.ts'
import { markMessagesRead, writeMessage } from '#refer/referrals/commands/messages.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { renewConsent } from '#refer/referrals/commands/renew-consent.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { askNext, askNextSchema } from '#refer/referrals/commands/self-refer.ts'
import { WITHDRAW_REASONS } from '#refer/referrals/model.ts'
import { formAction, parseForm, rawAction } from '#web/action.ts'
import { visitorRequest } from '#web/context.ts'
import { originOf } from '#web/origin.ts'
import { spendLinkCode } from '#web/spend.ts'

const link = { locale: z.enum(LOCALES).catch(DEFAULT_LOCALE), token: z.string().min(1) }
const referral = { ...link, referralId: z.uuid(), version: z.coerce.number().int() }

async function asClient(token: string): Promise<Ctx> {
  const ctx = await visitorRequest()
  return { ...ctx, actor: await clientLinkActor(ctx, token) }
}

const redraw = (locale: string, token: string) => revalidatePath(`/${locale}/my/${token}`)

/** "I got help", "they never called": what became of it, in the client's own word. */
export const sayHowItWent = formAction(
  z.object({
    ...link,
    referralId: z.uuid(),
    outcome: z.enum(['met', 'partly-met', 'not-met']),
    reasonCode: z.string().optional(),
    note: z.string().max(2000).optional(),
  }),
  async (_ctx, input) => {
    const { outcome, reasonCode, note } = input
    await sayOutcome(await asClient(input.token), input.referralId, {
      outcome,
      ...(reasonCode && { reasonCode }),
      ...(note && { note }),
    })
    redraw(input.locale, input.token)
    return undefined
  },
)

/** Before the agency has said yes it is withdrawn at once; after that the agency is asked to stop. */
export const stop = formAction(
  z.object({
    ...referral,
    accepted: z.enum(['yes', 'no']),
    reason: z.enum(WITHDRAW_REASONS).default('client-declined'),
  }),
  async (_ctx, input) => {
    const data =
      input.accepted === 'yes' ? { reason: input.reason } : { reason: input.reason, askedBy: 'client' }
    await actOnReferral(await asClient(input.token), {
      referralId: input.referralId,
      version: input.version,
      action: { name: input.accepted === 'yes' ? 'ask-cancel' : 'withdraw', data },
    })
    redraw(input.locale, input.token)
    return undefined
  },
)

/** Takes a consent back: what it carried ends in the same moment. */
export const takeBack = formAction(
  z.object({
    ...link,
    consentId: z.uuid(),
    sure: z.literal('yes', { error: 'Tick the box to take it back.' }),
  }),
  async (_ctx, input) => {
    await revokeConsent(await asClient(input.token), { consentId: input.consentId, method: 'link' })
    redraw(input.locale, input.token)
    return undefined
  },
)

const decision = z.object({
  ...referral,
  answer: z.enum(['yes', 'no']),
  signature: z.string().trim().max(200).optional(),
  authorityId: z.uuid().optional(),
})

/** Yes or no to a consent that was asked for; a representative adds what shows that they may decide. */
export const decideConsent = rawAction(async (form) => {
  const ctx = await asClient(String(form.get('token')))
  await spendLinkCode(ctx)
  const referralId = z.uuid().parse(form.get('referralId'))
  // With its referral, because that is all that who decides for somebody may see.
  if (form.get('answer') === 'yes')
    await keepPapers(ctx, form, ctx.actor.clientId ?? '', { from: 'client', referralId })
  const { token, ...given } = parseForm(decision, form)
  try {
    await answerConsent(ctx, given)
  } finally {
    // Also after a refusal: what is asked may have changed, and must be read before it is signed.
    redraw(given.locale, token)
  }
  return undefined
})

/** The same consent once more, by who gave it. */
export const renewOwn = formAction(
  z.object({
    ...referral,
    giver: z.enum(['client', 'minor', 'guardian']),
    expiresOn: z.string(),
    signature: z.string().trim().min(1, 'Type your full name to sign.').max(200),
  }),
  async (_ctx, { token, locale, ...given }) => {
    const ctx = await asClient(token)
    await spendLinkCode(ctx)
    await renewConsent(ctx, {
      ...given,
      method: 'link',
      consentLocale: locale,
      ...(given.giver !== 'client' && { giverName: given.signature }),
      // The page says all of it above the signature.
      explained: 'yes',
    })
    redraw(locale, token)
    return undefined
  },
)

/** A new link for one that is over: sent to the contact on file, whoever asks. */
export const reissue = formAction(z.object(link), async (ctx, { token }) => {
  await spendLinkCode(ctx)
  await reissueOwnLink(await visitorRequest(), token, readConfig().appUrl)
  return undefined
})

/** Who asked by themselves answers the agency's question themselves. */
export const answerQuestion = formAction(
  z.object({ ...referral, answer: z.string().trim().min(1, 'Write a few words.').max(4000) }),
  async (_ctx, { token, locale, referralId, version, answer }) => {
    await actOnReferral(await asClient(token), {
      referralId,
      version,
      action: { name: 'answer', data: { answer } },
    })
    redraw(locale, token)
    return undefined
  },
)

/** After asking to stop, and before the agency has: it goes on after all. */
export const keep = formAction(z.object(referral), async (_ctx, { token, locale, referralId, version }) => {
  await actOnReferral(await asClient(token), { referralId, version, action: { name: 'keep', data: {} } })
  redraw(locale, token)
  return undefined
})

/** They could not go, or it has to be another day. */
export const missOwn = formAction(
  z.object({ ...referral, which: z.enum(['missed', 'moved']), why: z.string().trim().max(1000).default('') }),
  async (_ctx, { token, locale, referralId, version, ...data }) => {
    await actOnReferral(await asClient(token), { referralId, version, action: { name: 'miss', data } })
    redraw(locale, token)
    return undefined
  },
)

/** A date that they agreed on with the agency; typed in the agency's local time, as it is shown. */
export const scheduleOwn = formAction(
  z.object({
    ...referral,
    timezone: z.string(),
    at: z.string().min(1, 'Give the date and time.'),
    mode: z.enum(['in-person', 'phone', 'online', 'home']),
    place: z.string().trim().max(300).default(''),
  }),
  async (_ctx, { token, locale, referralId, version, timezone, ...data }) => {
    const at = DateTime.fromISO(data.at, { zone: timezone }).toISO() ?? data.at
    await actOnReferral(await asClient(token), {
      referralId,
      version,
      action: { name: 'schedule', data: { ...data, at } },
    })
    redraw(locale, token)
    return undefined
  },
)

/** They have what they came for: closed on their word, where the agency has not said so. */
export const closeOwn = formAction(
  z.object({
    ...referral,
    delivered: z.string().trim().min(1, 'Write a few words.').max(4000),
    on: z.string(),
    enrolment: z.enum(['enrolled', 'not-enrolled', 'not-enrolled-on-waitlist']),
  }),
  async (_ctx, { token, locale, referralId, version, ...data }) => {
    await actOnReferral(await asClient(token), {
      referralId,
      version,
      action: { name: 'close-served', data },
      reportedBy: { party: 'client', who: '' },
    })
    redraw(locale, token)
    return undefined
  },
)

export const write = formAction(
  z.object({
    ...link,
    referralId: z.uuid(),
    body: z.string().trim().min(1, 'Write a message.').max(4000),
  }),
  async (_ctx, { token, locale, referralId, body }) => {
    const ctx = await asClient(token)
    await writeMessage(ctx, referralId, body)
    await markMessagesRead(ctx, referralId)
    redraw(locale, token)
    return undefined
  },
)

export const markRead = formAction(
  z.object({ ...link, referralId: z.uuid() }),
  async (_ctx, { token, locale, referralId }) => {
    await markMessagesRead(await asClient(token), referralId)
    redraw(locale, token)
    return undefined
  },
)

/** The next program, with a yes of its own. */
export const askAnother = formAction(
  askNextSchema.omit({ address: true }).extend(link),
  async (_ctx, { token, ...asked }) => {
    const { address } = await originOf()
    await askNext(await asClient(token), { ...asked, address })
    redraw(asked.locale, token)
    return undefined
  },
)
