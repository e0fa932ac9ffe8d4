'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { FIELDS, GIVERS, METHODS, MODES } from '#refer/consent/model.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { URGENCIES } from '#refer/referrals/model.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const schema = z.object({
  locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
  clientId: z.uuid(),
  clientNeedId: z.uuid(),
  serviceId: z.uuid(),
  urgency: z.enum(URGENCIES),
  request: z.string().trim().max(4000).optional(),
  fields: z.array(z.enum(FIELDS)).min(1, 'Choose what the agency may see.'),
  mode: z.enum(MODES),
  consentId: z.uuid().optional(),
  giver: z.enum(GIVERS),
  method: z.enum(METHODS),
  consentLocale: z.enum(LOCALES),
  expiresOn: z.string().optional(),
  giverName: z.string().trim().max(200).optional(),
  signature: z.string().trim().max(200).optional(),
  witness: z.string().trim().max(200).optional(),
  explained: z.literal('yes').optional(),
  step: z.enum(['send', 'ask', 'draft']).default('send'),
})

/** From the page to a sent referral in one transaction: a refusal leaves no half-made draft behind. */
export const refer = formAction(schema, async (ctx, { locale, ...wanted }) => {
  const id = await referNow(ctx, wanted)
  redirect(paths.referral(locale, id))
})
