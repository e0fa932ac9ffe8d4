'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { withBetterFit } from '#app/_referral/better-fit.ts'
import { readMove } from '#app/_referral/move-form.ts'
import { onwardFields } from '#app/_referral/onward-fields.ts'
import { DomainError } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { namedProgram } from '#find/directory/named-program.ts'
import { makeCard } from '#refer/notifications/answer/card.ts'
import { decideHeldAnswer } from '#refer/notifications/answer/held.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { followMailbox } from '#refer/referrals/commands/follow-mailbox.ts'
import { attemptSchema, logAttempt } from '#refer/referrals/commands/log-attempt.ts'
import { markMessagesRead, writeMessage } from '#refer/referrals/commands/messages.ts'
import { outcomeSchema, sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { referOn } from '#refer/referrals/commands/refer-on.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { finishTask } from '#refer/referrals/commands/tasks.ts'
import { formAction, rawAction, uploadOf } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { requestCtx } from '#web/session.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)
const referral = { locale, referralId: z.uuid() }

/** The coordinator has made sure that the agency reads its new mailbox. */
export const toNewMailbox = formAction(z.object(referral), async (ctx, { locale, referralId }) => {
  await followMailbox(ctx, referralId)
  revalidatePath(paths.referral(locale, referralId))
  return undefined
})

/** Any step, by the sender's side or by an agency's staff: the door decides whose it is. */
export const act = rawAction(async (form) => {
  const referralId = String(form.get('referralId'))
  const ctx = await requestCtx()
  const { action, version, data, reportedBy, effectiveAt } = await withBetterFit(ctx, readMove(form))
  await actOnReferral(ctx, {
    referralId,
    version,
    action: { name: action, data },
    ...(reportedBy && { reportedBy }),
    ...(effectiveAt && { effectiveAt }),
  })
  revalidatePath(paths.referral(locale.parse(form.get('locale')), referralId))
  return undefined
})

export const attach = rawAction(async (form) => {
  const referralId = String(form.get('referralId'))
  const upload = await uploadOf(form, 'file')
  if (!upload)
    throw new DomainError('invalid', 'Choose a file.', {
      errors: [{ path: 'file', message: 'Choose a file.' }],
    })
  await attachToReferral(await requestCtx(), referralId, upload)
  revalidatePath(paths.referral(locale.parse(form.get('locale')), referralId))
  return undefined
})

/** An agency's staff send a person on to a program that fits better. */
export const referOnward = formAction(
  z.object({ ...referral, ...onwardFields }),
  async (ctx, { locale, referralId, version, program, text }) => {
    await referOn(ctx, { referralId, version, text, serviceId: await namedProgram(ctx, program) })
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)

/** Marks what the other side wrote as read: a deed of its own, since reading a page changes nothing. */
export const markRead = formAction(z.object(referral), async (ctx, { locale, referralId }) => {
  await markMessagesRead(ctx, referralId)
  revalidatePath(paths.referral(locale, referralId))
  return undefined
})

export const write = formAction(
  z.object({ ...referral, body: z.string().trim().min(1, 'Write a message.').max(4000) }),
  async (ctx, { locale, referralId, body }) => {
    await writeMessage(ctx, referralId, body)
    await markMessagesRead(ctx, referralId)
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)

/** The card that goes with the client. */
export const newCard = formAction(z.object(referral), async (ctx, { locale, referralId }) => {
  await makeCard(ctx, referralId)
  revalidatePath(paths.card(locale, referralId))
  revalidatePath(paths.packet(locale, referralId))
  return undefined
})

/** One more call that nobody answered, or that left nothing decided. */
export const logCall = formAction(
  z
    .object({ ...referral, version: z.coerce.number().int() })
    .and(attemptSchema.omit({ at: true, channel: true })),
  async (ctx, { locale, referralId, version, ...data }) => {
    await logAttempt(ctx, {
      referralId,
      version,
      data: { ...data, at: ctx.now.toISOString(), channel: 'call' },
    })
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)

/** An answer that was held: applied as the agency's word, or thrown away. */
export const decideHeld = formAction(
  z.object({
    ...referral,
    heldId: z.uuid(),
    decision: z.enum(['applied', 'discarded']),
    who: z.string().trim().max(200).optional(),
  }),
  async (ctx, { locale, referralId, ...decided }) => {
    await decideHeldAnswer(ctx, decided)
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)

export const sayMet = formAction(
  z.object(referral).and(outcomeSchema),
  async (ctx, { locale, referralId, ...said }) => {
    await sayOutcome(ctx, referralId, said)
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)

export const revoke = formAction(
  z.object({
    ...referral,
    consentId: z.uuid(),
    method: z.enum(['screen', 'voice', 'paper']),
    sure: z.literal('yes', { error: 'Tick the box to take it back.' }),
  }),
  async (ctx, { locale, referralId, consentId, method }) => {
    await revokeConsent(ctx, { consentId, method })
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)

export const finish = formAction(
  z.object({ locale, taskId: z.uuid(), result: z.string().trim().max(2000).optional() }),
  async (ctx, { locale, taskId, result }) => {
    await finishTask(ctx, { taskId, ...(result && { result }) })
    revalidatePath(paths.tasks(locale))
    return undefined
  },
)

/** The agency has been told what ended or changed. */
export const finishTold = formAction(
  z.object({ ...referral, taskId: z.uuid() }),
  async (ctx, { locale, referralId, taskId }) => {
    await finishTask(ctx, { taskId })
    revalidatePath(paths.referral(locale, referralId))
    return undefined
  },
)
