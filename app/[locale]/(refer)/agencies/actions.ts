'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { emailSchema } from '#base/accounts/model.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { askForAddress, forgetAddress, proveAddress } from '#refer/agencies/address-proof.ts'
import { dropAddress, keepAgency, meetAgency } from '#refer/agencies/commands.ts'
import { contactDetailsSchema, textNumberSchema } from '#refer/agencies/contact-details.ts'
import { protect } from '#refer/agencies/protection.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const page = { locale: z.enum(LOCALES).catch(DEFAULT_LOCALE), agencyId: z.uuid() }
const address = { ...page, kind: z.enum(['mailbox', 'text']) }

export const meet = formAction(
  z.object({ locale: page.locale, organizationId: z.uuid() }),
  async (ctx, { locale, organizationId }) => {
    redirect(paths.agency(locale, await meetAgency(ctx, organizationId)))
  },
)

export const keep = formAction(
  z.object({ ...page, version: z.coerce.number().int() }).and(contactDetailsSchema),
  async (ctx, { locale, agencyId, version, ...details }) => {
    await keepAgency(ctx, { agencyId, version, details })
    revalidatePath(paths.agency(locale, agencyId))
    return undefined
  },
)

export const askMailbox = formAction(
  z.object({ ...page, mailbox: emailSchema }),
  async (ctx, { locale, agencyId, mailbox }) => {
    await askForAddress(ctx, { agencyId, kind: 'mailbox', address: mailbox })
    revalidatePath(paths.agency(locale, agencyId))
    return undefined
  },
)

export const askTextNumber = formAction(
  z.object({ ...page, text: textNumberSchema }),
  async (ctx, { locale, agencyId, text }) => {
    await askForAddress(ctx, { agencyId, kind: 'text', address: text })
    revalidatePath(paths.agency(locale, agencyId))
    return undefined
  },
)

export const prove = formAction(
  z.object({ ...address, code: z.string().trim().min(1, 'Type the code from the message.').max(20) }),
  async (ctx, { locale, ...typed }) => {
    await proveAddress(ctx, typed)
    revalidatePath(paths.agency(locale, typed.agencyId))
    return undefined
  },
)

export const forget = formAction(z.object(address), async (ctx, { locale, ...forgotten }) => {
  await forgetAddress(ctx, forgotten)
  revalidatePath(paths.agency(locale, forgotten.agencyId))
  return undefined
})

export const drop = formAction(z.object(address), async (ctx, { locale, ...dropped }) => {
  await dropAddress(ctx, dropped)
  revalidatePath(paths.agency(locale, dropped.agencyId))
  return undefined
})

const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on')

/** Which consents referrals to this agency ask for. */
export const protectAgency = formAction(
  z.object({ ...page, part2Program: ticked, victimServices: ticked }),
  async (ctx, { locale, ...input }) => {
    await protect(ctx, input)
    revalidatePath(paths.agency(locale, input.agencyId))
    return undefined
  },
)
