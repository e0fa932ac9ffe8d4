'use server'

import { revalidatePath } from 'next/cache'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { withBetterFit } from '#app/_referral/better-fit.ts'
import { readMove } from '#app/_referral/move-form.ts'
import { onwardFields } from '#app/_referral/onward-fields.ts'
import { DomainError } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { namedProgram } from '#find/directory/named-program.ts'
import {
  answerByLink,
  decideByLink,
  openByLink,
  readShown,
} from '#refer/notifications/answer/agency-answer.ts'
import { reissueLink } from '#refer/notifications/answer/agency-link.ts'
import { answerByCard } from '#refer/notifications/answer/card.ts'
import { linkActor } from '#refer/notifications/answer/link-actor.ts'
import { proveMailbox, sendProofCode } from '#refer/notifications/answer/mailbox-proof.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { markMessagesRead, writeMessage } from '#refer/referrals/commands/messages.ts'
import { referOn } from '#refer/referrals/commands/refer-on.ts'
import { DECLINE_REASONS } from '#refer/referrals/model.ts'
import { type FormState, formAction, rawAction, uploadOf } from '#web/action.ts'
import { visitorRequest } from '#web/context.ts'
import { originOf } from '#web/origin.ts'
import { spendLinkCode } from '#web/spend.ts'
import { proofCookie } from './proof.ts'

const link = { locale: z.enum(LOCALES).catch(DEFAULT_LOCALE), token: z.string().min(1) }

async function proofOf(token: string): Promise<string | undefined> {
  return (await cookies()).get(proofCookie(token))?.value
}

/** The first control on the page: it mails a code and changes nothing else. */
export const sendCode = formAction(z.object(link), async (ctx, { token, locale }) => {
  await spendLinkCode(ctx)
  await sendProofCode(await visitorRequest(), token)
  revalidatePath(`/${locale}/answer/${token}`)
  return undefined
})

export const prove = formAction(
  z.object({ ...link, code: z.string().trim().min(1, 'Type the code from the message.').max(20) }),
  async (ctx, { token, locale, code }) => {
    await spendLinkCode(ctx)
    const proof = await proveMailbox(await visitorRequest(), token, code)
    const secure = readConfig().appUrl.startsWith('https:')
    ;(await cookies()).set(proofCookie(token), proof, {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: '/',
      maxAge: 12 * 3600,
    })
    await openByLink(await visitorRequest(), token, proof)
    revalidatePath(`/${locale}/answer/${token}`)
    return undefined
  },
)

export const reissue = formAction(z.object(link), async (ctx, { token, locale }) => {
  await spendLinkCode(ctx)
  await reissueLink(await visitorRequest(), token, readConfig().appUrl, locale)
  return undefined
})

/** Any of the steps. One that a machine seems to have taken is held, and says so. */
export const answer = rawAction(async (form): Promise<FormState | undefined> => {
  const token = String(form.get('token'))
  const { action, version, data } = await withBetterFit(await visitorRequest(), readMove(form))
  const { address } = await originOf()
  const answered = await answerByLink(await visitorRequest(), {
    token,
    proof: await proofOf(token),
    version,
    action: { name: action, data },
    shownAt: readShown(String(form.get('shown') ?? '')),
    address,
  })
  revalidatePath(`/${form.get('locale')}/answer/${token}`)
  return answered.held ? { values: {}, errors: [], message: 'held' } : undefined
})

/** Whether an answer that was held is this agency's own: asked where nobody coordinates. */
export const decideHeldByLink = formAction(
  z.object({
    ...link,
    shown: z.string(),
    heldId: z.uuid(),
    decision: z.enum(['applied', 'discarded']),
  }),
  async (_ctx, { token, locale, shown, ...decided }) => {
    const { address } = await originOf()
    const given = { token, proof: await proofOf(token), shownAt: readShown(shown), address }
    await decideByLink(await visitorRequest(), { ...given, ...decided })
    revalidatePath(`/${locale}/answer/${token}`)
    return undefined
  },
)

/** An answer with a card: kept for the coordinator to check, whatever it says. */
export const answerCard = formAction(
  z.discriminatedUnion('action', [
    z.object({
      ...link,
      action: z.literal('accept'),
      contactName: z.string().trim().min(1, 'Write a few words.').max(200),
      firstContactOn: z.iso.date('Give the date as year-month-day, for example 2026-12-01.'),
    }),
    z.object({
      ...link,
      action: z.literal('decline'),
      reason: z.enum(DECLINE_REASONS),
      text: z.string().trim().max(4000).optional(),
    }),
  ]),
  async (_ctx, { token, locale: _, action, ...data }) => {
    const ctx = await visitorRequest()
    await spendLinkCode(ctx)
    await answerByCard(ctx, { token, action: { name: action, data } })
    return undefined
  },
)

export const referOnByLink = formAction(
  z.object({ ...link, ...onwardFields }),
  async (_ctx, { token, locale, version, program, text }) => {
    const ctx = await visitorRequest()
    const actor = await linkActor(ctx, token, await proofOf(token))
    const serviceId = await namedProgram(ctx, program)
    await referOn({ ...ctx, actor }, { referralId: actor.referralId as string, version, text, serviceId })
    revalidatePath(`/${locale}/answer/${token}`)
    return undefined
  },
)

export const attachByLink = rawAction(async (form) => {
  const token = String(form.get('token'))
  const upload = await uploadOf(form, 'file')
  if (!upload)
    throw new DomainError('invalid', 'Choose a file.', {
      errors: [{ path: 'file', message: 'Choose a file.' }],
    })
  const ctx = await visitorRequest()
  const actor = await linkActor(ctx, token, await proofOf(token))
  await attachToReferral({ ...ctx, actor }, actor.referralId as string, upload)
  revalidatePath(`/${form.get('locale')}/answer/${token}`)
  return undefined
})

export const markReadByLink = formAction(z.object(link), async (_ctx, { token, locale }) => {
  const ctx = await visitorRequest()
  const actor = await linkActor(ctx, token, await proofOf(token))
  await markMessagesRead({ ...ctx, actor }, actor.referralId as string)
  revalidatePath(`/${locale}/answer/${token}`)
  return undefined
})

export const writeByLink = formAction(
  z.object({ ...link, body: z.string().trim().min(1, 'Write a message.').max(4000) }),
  async (_ctx, { token, locale, body }) => {
    const ctx = await visitorRequest()
    const actor = await linkActor(ctx, token, await proofOf(token))
    await writeMessage({ ...ctx, actor }, actor.referralId as string, body)
    revalidatePath(`/${locale}/answer/${token}`)
    return undefined
  },
)
