'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { makeApiKey, revokeApiKey } from '#base/accounts/commands/api-keys.ts'
import { deactivateAccount, reactivateAccount } from '#base/accounts/commands/deactivate.ts'
import { keepTelephone, openOrganization } from '#base/accounts/commands/organizations.ts'
import { endMembership, invite, withdrawInvitation } from '#base/accounts/commands/people.ts'
import { resetSecondFactor } from '#base/accounts/commands/reset-second-factor.ts'
import { joinTeam, leaveTeam, openTeam } from '#base/accounts/commands/teams.ts'
import {
  API_KEY_DAYS,
  API_SCOPES,
  emailSchema,
  MEMBER_ROLES,
  RESET_CHECKS,
  RESET_REASONS,
  TIMEZONES,
} from '#base/accounts/model.ts'
import type { Ctx } from '#base/db/context.ts'
import { DEFAULT_LOCALE, LOCALES } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { protect } from '#refer/agencies/protection.ts'
import { formAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)
const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on')
const name = z.string().trim().min(1).max(120)

/** A command on something of the page, by id, after which the page is drawn anew. */
function onOne(run: (ctx: Ctx, id: string) => Promise<void>) {
  const schema = z.object({ locale, id: z.uuid() })
  return formAction(schema, async (ctx, input) => {
    await run(ctx, input.id)
    revalidatePath(paths.people(input.locale))
    return undefined
  })
}

export const sendInvitation = formAction(
  z.object({
    locale,
    email: emailSchema,
    organizationId: z.uuid(),
    role: z.enum(MEMBER_ROLES),
    language: z.enum(LOCALES),
  }),
  async (ctx, { locale: pageLocale, language, ...input }) => {
    await invite(ctx, { ...input, locale: language, appUrl: readConfig().appUrl })
    revalidatePath(paths.people(pageLocale))
    return undefined
  },
)

export const withdraw = onOne(withdrawInvitation)
export const endRole = onOne(endMembership)
export const deactivate = onOne(deactivateAccount)
export const reactivate = onOne(reactivateAccount)

export const resetSecondStep = formAction(
  z.object({
    locale,
    id: z.uuid(),
    why: z.enum(RESET_REASONS, 'Say why.'),
    checked: z.enum(RESET_CHECKS, 'Say how you made sure that it is this person.'),
  }),
  async (ctx, { locale: pageLocale, id, ...input }) => {
    await resetSecondFactor(ctx, { ...input, accountId: id, appUrl: readConfig().appUrl })
    revalidatePath(paths.people(pageLocale))
    return undefined
  },
)

/** The answer holds the key, shown once and kept nowhere. */
export const makeKey = formAction(
  z.object({
    locale,
    organizationId: z.uuid(),
    name,
    scopes: z.array(z.enum(API_SCOPES)).min(1),
    days: z.coerce.number().pipe(z.literal(API_KEY_DAYS)),
  }),
  async (ctx, { locale: pageLocale, ...input }) => {
    const key = await makeApiKey(ctx, input)
    revalidatePath(paths.people(pageLocale))
    return { values: { key }, errors: [], done: true }
  },
)
export const endKey = onOne(revokeApiKey)

export const makeTeam = formAction(
  z.object({ locale, organizationId: z.uuid(), name }),
  async (ctx, input) => {
    await openTeam(ctx, input)
    revalidatePath(paths.people(input.locale))
    return undefined
  },
)

export const addToTeam = formAction(
  z.object({ locale, teamId: z.uuid(), accountId: z.uuid(), supervises: ticked }),
  async (ctx, input) => {
    await joinTeam(ctx, input)
    revalidatePath(paths.people(input.locale))
    return undefined
  },
)

export const takeOut = formAction(
  z.object({ locale, teamId: z.uuid(), accountId: z.uuid() }),
  async (ctx, input) => {
    await leaveTeam(ctx, input)
    revalidatePath(paths.people(input.locale))
    return undefined
  },
)

/** Which consents the organization's referrals ask for. */
export const protectOrganization = formAction(
  z.object({ locale, organizationId: z.uuid(), part2Program: ticked, victimServices: ticked }),
  async (ctx, { locale: pageLocale, ...input }) => {
    await protect(ctx, input)
    revalidatePath(paths.people(pageLocale))
    return undefined
  },
)

/** Where agencies call back whoever got a printed or faxed page. */
export const keepPhone = formAction(
  z.object({ locale, organizationId: z.uuid(), phone: z.string().trim().max(60).optional() }),
  async (ctx, { locale: pageLocale, organizationId, phone }) => {
    await keepTelephone(ctx, { organizationId, phone: phone || null })
    revalidatePath(paths.people(pageLocale))
    return undefined
  },
)

const LISTING = /\/organizations\/([0-9a-f-]{36})\/?$/

export const makeOrganization = formAction(
  z.object({
    locale,
    name,
    refers: ticked,
    receives: ticked,
    timezone: z.enum(TIMEZONES),
    listing: z
      .string()
      .trim()
      .regex(
        LISTING,
        "That is not the address of an organization's page in this directory. Open its page and copy the address.",
      )
      .transform((address) => LISTING.exec(address)?.[1])
      .optional(),
  }),
  async (ctx, { locale: pageLocale, listing, ...input }) => {
    const id = await openOrganization(ctx, { ...input, directoryOrganizationId: listing })
    redirect(paths.people(pageLocale, id))
  },
)
