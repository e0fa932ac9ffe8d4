'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { settleDoubt } from '#find/curation/commands.ts'
import { settlementSchema } from '#find/curation/model.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

export const settle = formAction(
  z.object({ locale: z.enum(LOCALES).catch(DEFAULT_LOCALE) }).and(settlementSchema),
  async (ctx, { locale, ...settling }) => {
    await settleDoubt(ctx, settling)
    revalidatePath(paths.doubts(locale))
    return undefined
  },
)
