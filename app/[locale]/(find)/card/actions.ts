'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { cardToken } from '#refer/notifications/answer/card.ts'
import { openOwnPage } from '#refer/notifications/answer/own-page-in-person.ts'
import { formAction } from '#web/action.ts'
import { visitorRequest } from '#web/context.ts'
import { paths } from '#web/paths.ts'
import { spendLinkCode } from '#web/spend.ts'

export const openCard = formAction(
  z.object({
    locale: z.enum(LOCALES).catch(DEFAULT_LOCALE),
    code: z.string().trim().min(1, 'Type the code.').max(20),
  }),
  async (_ctx, { locale, code }) => {
    const ctx = await visitorRequest()
    await spendLinkCode(ctx)
    const own = await openOwnPage(ctx, code)
    redirect(own ? paths.ownPage(locale, own.token) : `/${locale}/answer/${await cardToken(ctx, code)}`)
  },
)
