'use server'

import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { readShown } from '#refer/notifications/answer/agency-answer.ts'
import { reportWrongAddress } from '#refer/notifications/answer/wrong-address.ts'
import { formAction } from '#web/action.ts'
import { visitorRequest } from '#web/context.ts'
import { spendLinkCode } from '#web/spend.ts'

/** The box must be ticked by hand: a scanner that presses the first button says nothing. */
export const reportWrong = formAction(
  z.object({
    locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
    token: z.string().min(1),
    shown: z.string(),
    sure: z.literal('yes', { error: 'Tick the box to tell us.' }),
  }),
  async (ctx, { token, shown }) => {
    await spendLinkCode(ctx)
    await reportWrongAddress(
      await visitorRequest(),
      { token, shownAt: readShown(shown) },
      readConfig().appUrl,
    )
    return undefined
  },
)
