'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { chosenFields } from '#app/_referral/chosen.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { finishDraft } from '#refer/referrals/commands/refer.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  referralId: z.uuid(),
  version: z.coerce.number().int(),
  ...chosenFields,
})

/** Keeps, asks for or sends what was a draft. */
export const finishAndSend = formAction(schema, async (ctx, { locale, ...draft }) => {
  await finishDraft(ctx, draft)
  redirect(paths.referral(locale, draft.referralId))
})
