'use server'

import { z } from 'zod'
import { DomainError } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { bulkSchema } from '#refer/referrals/bulk.ts'
import { actOnSeveral } from '#refer/referrals/commands/bulk.ts'
import { formAction } from '#web/action.ts'
import { refusalWords } from '#web/refusal-words.ts'

/** The fields stand in a group of their own. */
function besideFields(error: unknown): never {
  if (!(error instanceof DomainError)) throw error
  const errors = error.errors.map((each) => ({ ...each, path: `data.${each.path}` }))
  throw new DomainError(error.code, error.message, { errors })
}

/** One step for all that were marked, each by itself; the page says what became of each. */
export const actBulk = formAction(
  bulkSchema.extend({ locale: z.enum(LOCALES).catch(DEFAULT_LOCALE) }),
  async (ctx, { locale, step, each: referrals, data }) => {
    const outcomes = await actOnSeveral(ctx, { step, referrals, data }).catch(besideFields)
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
