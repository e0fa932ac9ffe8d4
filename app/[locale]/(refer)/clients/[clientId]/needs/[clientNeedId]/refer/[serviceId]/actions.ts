'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { chosenFields } from '#app/_referral/chosen.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  clientId: z.uuid(),
  clientNeedId: z.uuid(),
  serviceId: z.uuid(),
  ...chosenFields,
})

/** From the page to a sent referral in one transaction: a refusal leaves no half-made draft behind. */
export const refer = formAction(schema, async (ctx, { locale, ...wanted }) => {
  const id = await referNow(ctx, wanted)
  redirect(paths.referral(locale, id))
})
