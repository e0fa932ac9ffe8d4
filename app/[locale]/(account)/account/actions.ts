'use server'

import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { addPasskey, removePasskey, startPasskey } from '#base/accounts/commands/passkeys.ts'
import { changePassword, changeProfile } from '#base/accounts/commands/profile.ts'
import { renewRecoveryCodes } from '#base/accounts/commands/second-factor.ts'
import { endOtherSessions, endSession, switchMembership } from '#base/accounts/commands/sessions.ts'
import { passwordSchema } from '#base/accounts/model.ts'
import { madePasskeySchema } from '#base/accounts/passkeys.ts'
import { notFound } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { DELIVERIES, STAFF_TOPICS, saveDeliveries } from '#refer/notifications/settings.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { currentSession, requestCtx } from '#web/session.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)

/** The live session, or what an absent record answers. */
async function ownSession() {
  const session = await currentSession()
  if (!session?.actor) throw notFound()
  return session
}

export const saveProfile = formAction(
  z.object({ locale, name: z.string().trim().min(1).max(120), language: z.enum(LOCALES) }),
  async (ctx, input) => {
    await changeProfile(ctx, { name: input.name, locale: input.language })
    revalidatePath(paths.account(input.locale))
    return undefined
  },
)

export const saveNews = formAction(
  z.object({
    locale,
    delivery: z.enum(DELIVERIES),
    topics: z.partialRecord(z.enum(STAFF_TOPICS), z.enum(DELIVERIES)).default({}),
  }),
  async (ctx, input) => {
    await saveDeliveries(ctx, { all: input.delivery, topics: input.topics })
    revalidatePath(paths.account(input.locale))
    return undefined
  },
)

export const savePassword = formAction(
  z.object({ locale, currentPassword: z.string().optional(), newPassword: passwordSchema }),
  async (ctx, input) => {
    const { session } = await ownSession()
    await changePassword(ctx, {
      sessionId: session.id,
      current: input.currentPassword,
      next: input.newPassword,
    })
    revalidatePath(paths.account(input.locale))
    return undefined
  },
)

/** The new recovery codes come back in the answer, once, and are kept nowhere in the clear. */
export const newRecoveryCodes = formAction(
  z.object({ locale, code: z.string().trim().min(6).max(20) }),
  async (ctx, input) => {
    const { account, session } = await ownSession()
    const codes = await renewRecoveryCodes(ctx, {
      accountId: account.id,
      sessionId: session.id,
      code: input.code,
    })
    return { values: { recovery: codes.join(' ') }, errors: [], done: true }
  },
)

export async function passkeyOptions(): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await ownSession()
  return startPasskey(await requestCtx(), readConfig().appUrl)
}

export const savePasskey = formAction(
  z.object({
    locale,
    name: z.string().trim().min(1).max(60),
    made: z.string().max(20_000),
  }),
  async (ctx, input) => {
    await addPasskey(ctx, {
      response: readMade(input.made),
      name: input.name,
      appUrl: readConfig().appUrl,
    })
    revalidatePath(paths.account(input.locale))
    return undefined
  },
)

/** What the browser made, as JSON; its signature decides whether it is one. */
function readMade(text: string): RegistrationResponseJSON {
  try {
    return madePasskeySchema.parse(JSON.parse(text))
  } catch {
    throw notFound()
  }
}

export const dropPasskey = formAction(z.object({ locale, passkeyId: z.uuid() }), async (ctx, input) => {
  await removePasskey(ctx, input.passkeyId)
  revalidatePath(paths.account(input.locale))
  return undefined
})

export const endOne = formAction(z.object({ locale, sessionId: z.uuid() }), async (ctx, input) => {
  await endSession(ctx, input.sessionId)
  revalidatePath(paths.account(input.locale))
  return undefined
})

export const endOthers = formAction(z.object({ locale }), async (ctx, input) => {
  const { session } = await ownSession()
  await endOtherSessions(ctx, session.id)
  revalidatePath(paths.account(input.locale))
  return undefined
})

export const actFor = formAction(z.object({ locale, membershipId: z.uuid() }), async (ctx, input) => {
  const { session } = await ownSession()
  await switchMembership(ctx, session.id, input.membershipId)
  revalidatePath(paths.account(input.locale))
  return undefined
})
