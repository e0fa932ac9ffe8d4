'use server'

import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { unlinkProvider } from '#base/accounts/commands/identity-provider.ts'
import {
  addPasskey,
  proveWithPasskey,
  removePasskey,
  startPasskey,
} from '#base/accounts/commands/passkeys.ts'
import { changePassword, changeProfile } from '#base/accounts/commands/profile.ts'
import { proveSecondFactor, renewRecoveryCodes } from '#base/accounts/commands/second-factor.ts'
import { endOtherSessions, endSession, switchMembership } from '#base/accounts/commands/sessions.ts'
import { passwordSchema } from '#base/accounts/model.ts'
import { madePasskeySchema, shownPasskeySchema } from '#base/accounts/passkeys.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, LOCALES, type Locale } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { DELIVERIES, STAFF_TOPICS, saveDeliveries } from '#refer/notifications/settings.ts'
import { formAction } from '#web/action.ts'
import { originOf } from '#web/origin.ts'
import { paths } from '#web/paths.ts'
import { refusalWords } from '#web/refusal-words.ts'
import { currentSession, requestCtx } from '#web/session.ts'
import { spendSignIn } from '#web/spend.ts'

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
      origin: await originOf(),
    })
    revalidatePath(paths.account(input.locale))
    return undefined
  },
)

const code = z
  .string()
  .trim()
  .min(6, 'Type the six digits of your authenticator app, or a recovery code.')
  .max(20)

/** The new recovery codes come back in the answer, once, and are kept nowhere in the clear. */
export const newRecoveryCodes = formAction(z.object({ locale, code }), async (ctx, input) => {
  const { account, session } = await ownSession()
  const codes = await renewRecoveryCodes(ctx, {
    accountId: account.id,
    sessionId: session.id,
    code: input.code,
    origin: await originOf(),
  })
  return { values: { recovery: codes.join(' ') }, errors: [], done: true }
})

/** What the fresh proof was asked for, and so where it leads back to. */
const provenFor = z.enum(['passkeys', 'exchange']).catch('exchange')

/** The account page is the one that asked: it is drawn again where it stands, which a redirect to itself would not do. */
function afterProof({ locale, back }: { locale: Locale; back: z.output<typeof provenFor> }): undefined {
  if (back === 'exchange') redirect(paths.secondStep(locale))
  revalidatePath(paths.account(locale))
}

/** Shows the second step again; the page then lets its reader exchange the app or add a passkey. */
export const proveAgain = formAction(z.object({ locale, code, back: provenFor }), async (ctx, input) => {
  await spendSignIn(ctx)
  const { account, session } = await ownSession()
  await proveSecondFactor(ctx, {
    accountId: account.id,
    sessionId: session.id,
    code: input.code,
    origin: await originOf(),
    again: true,
  })
  return afterProof(input)
})

const passkeyAnswer = z.object({ locale, back: provenFor, answer: shownPasskeySchema })

/** The same with a passkey. @returns what went wrong, in the reader's language; leads on when nothing did. */
export async function provePasskey(given: unknown): Promise<string | undefined> {
  const input = passkeyAnswer.parse(given)
  const { account, session } = await ownSession()
  try {
    await proveWithPasskey(await requestCtx(), {
      accountId: account.id,
      sessionId: session.id,
      response: input.answer,
      appUrl: readConfig().appUrl,
    })
  } catch (error) {
    if (error instanceof DomainError) return refusalWords(error.message, input.locale)
    throw error
  }
  return afterProof(input)
}

export async function passkeyOptions(
  given: unknown,
): Promise<{ options: PublicKeyCredentialCreationOptionsJSON } | { refused: string }> {
  const { session } = await ownSession()
  try {
    const asked = { sessionId: session.id, appUrl: readConfig().appUrl }
    return { options: await startPasskey(await requestCtx(), asked) }
  } catch (error) {
    if (error instanceof DomainError) return { refused: refusalWords(error.message, locale.parse(given)) }
    throw error
  }
}

export const savePasskey = formAction(
  z.object({
    locale,
    name: z.string().trim().min(1).max(60),
    made: z.string().max(20_000),
  }),
  async (ctx, input) => {
    const { session } = await ownSession()
    await addPasskey(ctx, {
      sessionId: session.id,
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

export const unlink = formAction(z.object({ locale }), async (ctx, input) => {
  const { oidc } = readConfig()
  if (!oidc) throw notFound()
  await unlinkProvider(ctx, oidc.issuer)
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
