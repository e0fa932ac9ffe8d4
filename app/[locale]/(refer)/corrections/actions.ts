'use server'

import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { correctReferral } from '#refer/referrals/commands/correct.ts'
import { formAction } from '#web/action.ts'

/** The reference, or the address of the referral's page. */
const REFERENCE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

export const correct = formAction(
  z.object({
    locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
    reference: z
      .string()
      .regex(
        REFERENCE,
        'Copy the reference from the end of the referral’s page, or the address of that page.',
      )
      .transform((text) => REFERENCE.exec(text)?.[0] ?? ''),
    text: z.string().trim().min(1, 'Write a few words.').max(4000),
    sure: z.literal('yes', { error: 'Tick the box: this cannot be undone.' }),
  }),
  async (ctx, { reference, text }) => {
    await correctReferral(ctx, { referralId: reference.toLowerCase(), text })
    return undefined
  },
)
