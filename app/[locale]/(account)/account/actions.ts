'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { endOtherSessions, endSession, switchMembership } from '#base/accounts/commands/sessions.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { currentSession } from '#web/session.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)

export const endOne = formAction(z.object({ locale, sessionId: z.uuid() }), async (ctx, input) => {
  await endSession(ctx, input.sessionId)
  revalidatePath(paths.account(input.locale))
  return undefined
})

export const endOthers = formAction(z.object({ locale }), async (ctx, input) => {
  const session = await currentSession()
  if (session) await endOtherSessions(ctx, session.session.id)
  revalidatePath(paths.account(input.locale))
  return undefined
})

export const actFor = formAction(z.object({ locale, membershipId: z.uuid() }), async (ctx, input) => {
  const session = await currentSession()
  if (session) await switchMembership(ctx, session.session.id, input.membershipId)
  revalidatePath(paths.account(input.locale))
  return undefined
})
