import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import type { Actor } from '#base/access/actor.ts'
import { type Resolved, resolveSession } from '#base/accounts/commands/sessions.ts'
import type { MemberRole } from '#base/accounts/model.ts'
import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { timezoneOf } from '#refer/clients/timezone.ts'
import { auth } from './auth.ts'
import { visitorRequest } from './context.ts'
import { paths } from './paths.ts'

/** The session of this request, asked once however many parts of a page want it. Null for a visitor. */
export const currentSession = cache(async (): Promise<Resolved | null> => {
  const cookie = await auth()
  if (!cookie?.sessionId) return null
  return (await resolveSession(await visitorRequest(), cookie.sessionId)) ?? null
})

/** The context of a page or a command: the signed-in actor, or a visitor. */
export async function requestCtx(): Promise<Ctx> {
  const session = await currentSession()
  const ctx = await visitorRequest()
  return session?.actor ? { ...ctx, actor: session.actor } : ctx
}

/** The IANA zone that times are told in: of the organization that the signed-in person acts for. */
export const timezone = cache(async (): Promise<string> => (await timezoneOf(await requestCtx())) ?? 'UTC')

/**
 * The context of a page for the given roles. A visitor is sent to sign in and back; a session that must still show its
 * second factor is sent to do so; another role sees what everybody sees of what is not theirs: nothing.
 */
export async function requireRole(locale: Locale, roles: readonly MemberRole[], back: string): Promise<Ctx> {
  const session = await currentSession()
  if (!session || session.state === 'idle' || session.state === 'expired')
    redirect(paths.signIn(locale, back))
  if (session.state === 'second-factor') redirect(paths.secondFactor(locale, back))
  if (!session.actor || !roles.includes(session.actor.role as MemberRole)) notFound()
  return { ...(await visitorRequest()), actor: session.actor }
}

/** The live session of a page about one's own account. Who is not signed in, or not all the way, is sent to do so and back. */
export async function requireAccount(
  locale: Locale,
  back: string,
): Promise<{ ctx: Ctx; signedIn: Resolved & { actor: Actor } }> {
  const session = await currentSession()
  if (session?.state === 'second-factor') redirect(paths.secondFactor(locale, back))
  if (!session?.actor) redirect(paths.signIn(locale, back))
  const { actor } = session
  return { ctx: { ...(await visitorRequest()), actor }, signedIn: { ...session, actor } }
}

/** What is absent or not theirs is the same page to everybody: not found. */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') notFound()
    throw error
  }
}
