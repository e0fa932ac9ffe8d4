'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { chosenFields } from '#app/_referral/chosen.ts'
import { keepPapers } from '#app/_referral/papers.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { parseForm, rawAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { requestCtx } from '#web/session.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  clientId: z.uuid(),
  clientNeedId: z.uuid(),
  serviceId: z.uuid(),
  onwardOf: z.uuid().optional(),
  ...chosenFields,
})

/** From the page to a sent referral in one transaction: a refusal leaves no half-made draft behind. */
export const refer = rawAction(async (form) => {
  const ctx = await requestCtx()
  await keepPapers(ctx, form, z.uuid().parse(form.get('clientId')))
  const { locale, ...wanted } = parseForm(schema, form)
  const id = await referNow(ctx, wanted)
  redirect(paths.referral(locale, id))
})
