'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { markNewsRead, openNews } from '#refer/notifications/news.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)

/** Marks it as read and goes where it is. */
export const open = formAction(z.object({ locale, newsId: z.uuid() }), async (ctx, { locale, newsId }) => {
  const { topic, referralId } = await openNews(ctx, newsId)
  redirect(
    topic === 'unsupervised'
      ? paths.people(locale)
      : referralId
        ? paths.referral(locale, referralId)
        : paths.news(locale),
  )
})

export const markAllRead = formAction(z.object({ locale }), async (ctx, { locale }) => {
  await markNewsRead(ctx)
  revalidatePath(paths.news(locale))
  return undefined
})
