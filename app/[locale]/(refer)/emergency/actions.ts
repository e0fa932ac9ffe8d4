'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { breakGlass, emergencySchema, endEmergency } from '#refer/clients/break-glass.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)

export const openRecord = formAction(z.object({ locale }).and(emergencySchema), async (ctx, input) => {
  const { locale, ...asked } = input
  redirect(paths.client(locale, await breakGlass(ctx, asked, readConfig().appUrl)))
})

export const closeRecord = formAction(z.object({ locale, id: z.uuid() }), async (ctx, { locale, id }) => {
  await endEmergency(ctx, id)
  revalidatePath(paths.emergency(locale))
  return undefined
})
