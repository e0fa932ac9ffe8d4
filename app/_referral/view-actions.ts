'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES, type Locale } from '#base/i18n/locales.ts'
import { type BulkStep, MAX_BULK } from '#refer/referrals/bulk.ts'
import { assignReferrals } from '#refer/referrals/commands/assign.ts'
import { dropView, LISTS, type ListName, saveView, viewSchema } from '#refer/referrals/views.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { readForm } from '#web/read-form.ts'

const where = { locale: z.enum(LOCALES).catch(DEFAULT_LOCALE), list: z.enum(LISTS) }

function redraw({ locale, list }: { locale: Locale; list: ListName }): undefined {
  revalidatePath(paths[list](locale))
}

export const keepView = formAction(
  viewSchema.extend({ ...where, name: z.string().trim().min(1).max(60) }),
  async (ctx, { locale, list, name, ...filter }) => {
    await saveView(ctx, { list, name, filter })
    return redraw({ locale, list })
  },
)

export const removeView = formAction(z.object({ ...where, viewId: z.uuid() }), async (ctx, input) => {
  await dropView(ctx, input.viewId)
  return redraw(input)
})

export const assign = formAction(
  z.object({
    locale: where.locale,
    referralIds: z.array(z.uuid()).max(500).default([]),
    toAccountId: z.uuid(),
  }),
  async (ctx, { locale, ...given }) => {
    await assignReferrals(ctx, given)
    return redraw({ locale, list: 'inbox' })
  },
)

/** Takes the marked ones to the page that says what a step would do to each. Nothing is done here. */
export async function toBulk(step: BulkStep, form: FormData): Promise<void> {
  const marked = z.object({ locale: where.locale, referralIds: z.array(z.uuid()).max(MAX_BULK).catch([]) })
  const { locale, referralIds } = marked.parse(readForm(form))
  redirect(
    `${paths.bulk(locale)}?${new URLSearchParams([['step', step], ...referralIds.map((id) => ['id', id])])}`,
  )
}
