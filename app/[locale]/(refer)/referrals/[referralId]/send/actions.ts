'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { chosenFields } from '#app/_referral/chosen.ts'
import { keepPapers } from '#app/_referral/papers.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { finishDraft } from '#refer/referrals/commands/refer.ts'
import { parseForm, rawAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { requestCtx } from '#web/session.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  referralId: z.uuid(),
  version: z.coerce.number().int(),
  ...chosenFields,
})

/** Keeps, asks for or sends what was a draft. */
export const finishAndSend = rawAction(async (form) => {
  const ctx = await requestCtx()
  await keepPapers(ctx, form, z.uuid().parse(form.get('clientId')))
  const { locale, ...draft } = parseForm(schema, form)
  await finishDraft(ctx, draft)
  redirect(paths.referral(locale, draft.referralId))
})
