'use server'

import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { BULK_STEPS, MAX_BULK } from '#refer/referrals/bulk.ts'
import { actOnSeveral } from '#refer/referrals/commands/bulk.ts'
import { formAction } from '#web/action.ts'
import { refusalWords } from '#web/refusal-words.ts'

/** A referral and the version at which it was shown. */
const each = z
  .string()
  .regex(/^[0-9a-f-]{36} \d+$/)
  .transform((text) => {
    const [referralId = '', version] = text.split(' ')
    return { referralId, version: Number(version) }
  })

/** Reminds or withdraws what was marked, each by itself; the page says what became of each. */
export const actBulk = formAction(
  z.object({
    locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
    step: z.enum(BULK_STEPS),
    each: z.array(each).max(MAX_BULK).default([]),
    data: z.unknown(),
  }),
  async (ctx, { locale, step, each: referrals, data }) => {
    const outcomes = await actOnSeveral(ctx, { step, referrals, data })
    return {
      values: {},
      errors: [],
      done: true,
      outcomes: Object.fromEntries(
        outcomes.map(({ referralId, refused }) => [referralId, refused && refusalWords(refused, locale)]),
      ),
    }
  },
)
