'use server'

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { signInWithPasskey, startPasskeySignIn } from '#base/accounts/commands/passkeys.ts'
import { confirmTotp, proveSecondFactor } from '#base/accounts/commands/second-factor.ts'
import { leaveSession } from '#base/accounts/commands/sessions.ts'
import { requestSignInLink, signInWithLink, signInWithPassword } from '#base/accounts/commands/sign-in.ts'
import { emailSchema } from '#base/accounts/model.ts'
import { shownPasskeySchema } from '#base/accounts/passkeys.ts'
import { DomainError } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, isLocale, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { formAction } from '#web/action.ts'
import { makeTicket, signIn, signOut } from '#web/auth.ts'
import { visitorRequest } from '#web/context.ts'
import { keepMadeCodes } from '#web/made-codes.ts'
import { originOf } from '#web/origin.ts'
import { paths, safeBack } from '#web/paths.ts'
import { refusalWords } from '#web/refusal-words.ts'
import { currentSession } from '#web/session.ts'
import { spendSignIn } from '#web/spend.ts'

const where = { locale: z.enum(LOCALES).catch(DEFAULT_LOCALE), back: z.string().optional().catch(undefined) }

export const passwordSignIn = formAction(
  z.object({ ...where, email: emailSchema, password: z.string().min(1, 'Type your password.') }),
  async (ctx, { locale, back, email, password }) => {
    await spendSignIn(ctx)
    const { sessionId } = await signInWithPassword(ctx, { email, password, origin: await originOf() })
    await signIn('ticket', { ticket: makeTicket(sessionId), redirect: false })
    redirect(paths.afterSignIn(locale, back))
  },
)

export const mailLink = formAction(
  z.object({ ...where, email: emailSchema }),
  async (ctx, { locale, back, email }) => {
    await spendSignIn(ctx)
    await requestSignInLink(ctx, {
      email,
      origin: await originOf(),
      appUrl: readConfig().appUrl,
      linkPath: (token) => paths.signInLink(locale, token, back),
    })
    return undefined
  },
)

export const linkSignIn = formAction(
  z.object({ ...where, token: z.string() }),
  async (ctx, { locale, back, token }) => {
    await spendSignIn(ctx)
    const { sessionId } = await signInWithLink(ctx, { token, origin: await originOf() })
    await signIn('ticket', { ticket: makeTicket(sessionId), redirect: false })
    redirect(paths.afterSignIn(locale, back))
  },
)

const code = z
  .string()
  .trim()
  .min(6, 'Type the six digits of your authenticator app, or a recovery code.')
  .max(20)

export const secondFactor = formAction(z.object({ ...where, code }), async (ctx, input) => {
  await spendSignIn(ctx)
  const session = await currentSession()
  if (!session) redirect(paths.signIn(input.locale, input.back))
  const { byRecoveryCode } = await proveSecondFactor(ctx, {
    accountId: session.account.id,
    sessionId: session.session.id,
    code: input.code,
    origin: await originOf(),
  })
  // Who needs a recovery code has lost the app: now is when it can be exchanged without another.
  if (byRecoveryCode) redirect(paths.secondStep(input.locale))
  redirect(paths.afterSignIn(input.locale, input.back))
})

/** Sets the authenticator app up. The recovery codes come back in the answer, once, and are kept nowhere in the clear. */
export const setUpTotp = formAction(z.object({ ...where, code }), async (ctx, input) => {
  const session = await currentSession()
  if (!session) redirect(paths.signIn(input.locale, input.back))
  const codes = await confirmTotp(ctx, {
    accountId: session.account.id,
    sessionId: session.session.id,
    code: input.code,
  })
  keepMadeCodes(codes.join(' '))
  return { values: { recovery: codes.join(' ') }, errors: [], done: true }
})

export async function leave(form: FormData): Promise<void> {
  const locale = String(form.get('locale'))
  const session = await currentSession()
  if (session) await leaveSession(await visitorRequest(), session.session.id)
  await signOut({ redirect: false })
  redirect(paths.home(isLocale(locale) ? locale : DEFAULT_LOCALE))
}

/** What the browser needs to show a passkey, or why it may not now, in the reader's language. */
export async function passkeySignInOptions(
  given: unknown,
): Promise<{ options: PublicKeyCredentialRequestOptionsJSON } | { refused: string }> {
  const ctx = await visitorRequest()
  try {
    await spendSignIn(ctx)
    return { options: await startPasskeySignIn(ctx, readConfig().appUrl) }
  } catch (error) {
    if (error instanceof DomainError)
      return { refused: refusalWords(error.message, where.locale.parse(given)) }
    throw error
  }
}

const passkeyAnswer = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  back: z.string().optional().catch(undefined),
  answer: shownPasskeySchema,
})

/** @returns what went wrong, in the reader's language; leads on when nothing did. */
export async function passkeySignIn(given: unknown): Promise<string | undefined> {
  const { locale, back, answer } = passkeyAnswer.parse(given)
  const ctx = await visitorRequest()
  try {
    const { sessionId } = await signInWithPasskey(ctx, {
      response: answer,
      origin: await originOf(),
      appUrl: readConfig().appUrl,
    })
    await signIn('ticket', { ticket: makeTicket(sessionId), redirect: false })
  } catch (error) {
    if (error instanceof DomainError) return refusalWords(error.message, locale)
    throw error
  }
  redirect(paths.afterSignIn(locale, back))
}

export async function oidcSignIn(form: FormData): Promise<void> {
  const locale = String(form.get('locale'))
  const back = safeBack(String(form.get('back') ?? ''))
  await signIn('oidc', { redirectTo: back ?? paths.afterSignIn(isLocale(locale) ? locale : DEFAULT_LOCALE) })
}
