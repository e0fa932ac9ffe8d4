'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { hideService } from '#find/curation/hide-service.ts'
import { releasePlace } from '#find/curation/release-place.ts'
import { namedProgram } from '#find/directory/named-program.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)

export const hide = formAction(
  z.object({ locale, program: z.string().trim().min(1).max(300) }),
  async (ctx, { locale, program }) => {
    await hideService(ctx, await namedProgram(ctx, program))
    redirect(paths.places(locale))
  },
)

const SURE = 'Tick the box: without the word of the organization the address stays hidden.'

export const release = formAction(
  z.object({ locale, id: z.uuid(), sure: z.literal('yes', { error: SURE }) }),
  async (ctx, { locale, id }) => {
    await releasePlace(ctx, id)
    redirect(paths.places(locale))
  },
)
