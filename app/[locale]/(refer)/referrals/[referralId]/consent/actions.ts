'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { consentFields } from '#app/_referral/chosen.ts'
import { keepPapers } from '#app/_referral/papers.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { renewConsent } from '#refer/referrals/commands/renew-consent.ts'
import { parseForm, rawAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { requestCtx } from '#web/session.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  referralId: z.uuid(),
  version: z.coerce.number().int(),
  text: z.string().trim().max(4000).optional(),
  ...consentFields,
})

/** A new consent to what was sent already: it goes on, or is sent again. */
export const renew = rawAction(async (form) => {
  const ctx = await requestCtx()
  await keepPapers(ctx, form, z.uuid().parse(form.get('clientId')))
  const { locale, ...renewal } = parseForm(schema, form)
  await renewConsent(ctx, renewal)
  redirect(paths.referral(locale, renewal.referralId))
})
