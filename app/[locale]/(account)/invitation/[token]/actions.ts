'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { acceptInvitation } from '#base/accounts/commands/people.ts'
import { passwordSchema } from '#base/accounts/model.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { spendSignIn } from '#web/spend.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  token: z.string().min(1),
  name: z.string().trim().min(1, 'Write your name.').max(200),
  password: passwordSchema.optional(),
})

/** Takes an invitation up; the next step is signing in like everybody else. */
export const accept = formAction(schema, async (ctx, { locale, password, ...given }) => {
  await spendSignIn(ctx)
  await acceptInvitation(ctx, { ...given, locale, ...(password && { password }) })
  redirect(paths.signIn(locale))
})
