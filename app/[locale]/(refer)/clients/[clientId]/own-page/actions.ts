'use server'

import QRCode from 'qrcode'
import { z } from 'zod'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { giveOwnPage } from '#refer/notifications/answer/own-page-in-person.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

/** Answers with the sheet once; asking again makes another and ends this one. */
export const giveInPerson = formAction(
  z.object({ locale: z.enum(LOCALES).catch(DEFAULT_LOCALE), clientId: z.uuid() }),
  async (ctx, { clientId }) => {
    const page = await giveOwnPage(ctx, clientId)
    const { appUrl } = readConfig()
    return {
      values: {
        picture: await QRCode.toDataURL(appUrl + page.path, { margin: 1, width: 220 }),
        spoken: page.code.replace(/(.{5})/, '$1 '),
        where: appUrl + paths.typeCode(page.locale),
      },
      errors: [],
      done: true,
    }
  },
)
