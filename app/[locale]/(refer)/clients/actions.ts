'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { clientFromForm, withAnswer } from '#app/_staff/client-form.ts'
import { DEFAULT_LOCALE, isLocale, LOCALES } from '#base/i18n/locales.ts'
import { addNeed, changeClient, linkClients, openClient, unlinkClients } from '#refer/clients/commands.ts'
import { endCareTeam, handOver } from '#refer/clients/hand-over.ts'
import { readClient } from '#refer/clients/queries.ts'
import { forgetProgram, VERDICTS, weighProgram } from '#refer/clients/shortlist.ts'
import {
  changeNeed,
  endNeed,
  needChangeSchema,
  needEndSchema,
  reopenNeed,
  setCase,
} from '#refer/referrals/commands/case.ts'
import { URGENCIES } from '#refer/referrals/model.ts'
import { formAction, rawAction } from '#web/action.ts'
import { paths } from '#web/paths.ts'
import { requestCtx } from '#web/session.ts'

const localeOf = (form: FormData) => {
  const locale = String(form.get('locale'))
  return isLocale(locale) ? locale : DEFAULT_LOCALE
}

/** Opens a client, with a first need when one was chosen. */
export const open = rawAction(async (form) => {
  const ctx = await requestCtx()
  const id = await openClient(ctx, clientFromForm(form, null, ctx.now))
  const needId = String(form.get('needId') ?? '')
  if (needId)
    await addNeed(ctx, {
      clientId: id,
      needId,
      urgency: form.get('urgency') === 'urgent' ? 'urgent' : 'routine',
    })
  redirect(paths.client(localeOf(form), id))
})

export const change = rawAction(async (form) => {
  const ctx = await requestCtx()
  const id = String(form.get('clientId'))
  const before = await readClient(ctx, id)
  await changeClient(ctx, {
    id,
    version: Number(form.get('version')),
    record: clientFromForm(form, before.record, ctx.now),
    contactAgreed: form.get('contactAgreed') === 'yes',
  })
  redirect(paths.client(localeOf(form), id))
})

const locale = z.enum(LOCALES).catch(DEFAULT_LOCALE)

export const addClientNeed = formAction(
  z.object({
    locale,
    clientId: z.uuid(),
    needId: z.string().min(1, 'Choose a need.'),
    urgency: z.enum(URGENCIES),
    evidence: z.string().trim().max(2000).optional(),
  }),
  async (ctx, { locale, evidence, ...need }) => {
    const id = await addNeed(ctx, { ...need, ...(evidence && { evidence }) })
    redirect(paths.clientNeed(locale, need.clientId, id))
  },
)

const ofClient = { locale, clientId: z.uuid() }

export const changeUrgency = formAction(
  needChangeSchema.extend(ofClient),
  async (ctx, { locale, clientId, ...change }) => {
    await changeNeed(ctx, change)
    redirect(paths.client(locale, clientId))
  },
)

export const end = formAction(needEndSchema.extend(ofClient), async (ctx, { locale, clientId, ...end }) => {
  await endNeed(ctx, end)
  redirect(paths.client(locale, clientId))
})

export const reopen = formAction(
  z.object({ ...ofClient, clientNeedId: z.uuid() }),
  async (ctx, { locale, clientId, clientNeedId }) => {
    await reopenNeed(ctx, clientNeedId)
    redirect(paths.client(locale, clientId))
  },
)

/** Closes a client's record, or opens it again. */
export const setClientCase = formAction(
  z.object({ ...ofClient, status: z.enum(['active', 'closed']) }),
  async (ctx, { locale, ...change }) => {
    await setCase(ctx, change)
    redirect(paths.client(locale, change.clientId))
  },
)

export const link = formAction(
  z.object({
    locale,
    clientId: z.uuid(),
    otherId: z.uuid(),
    decision: z.enum(['same-person', 'different-people']),
  }),
  async (ctx, { locale, ...link }) => {
    await linkClients(ctx, link)
    redirect(paths.client(locale, link.clientId))
  },
)

export const unlink = formAction(
  z.object({ locale, clientId: z.uuid(), linkId: z.uuid() }),
  async (ctx, { locale, clientId, linkId }) => {
    await unlinkClients(ctx, linkId)
    redirect(paths.client(locale, clientId))
  },
)

/** Adds a colleague to the care team, or gives the client over; who gives it over may not see it any more. */
export const giveTo = formAction(
  z.object({
    locale,
    clientId: z.uuid(),
    toAccountId: z.uuid(),
    kind: z.enum(['primary', 'care-team']),
  }),
  async (ctx, { locale, ...give }) => {
    await handOver(ctx, give)
    redirect(give.kind === 'primary' ? paths.clients(locale) : paths.client(locale, give.clientId))
  },
)

/** Takes a colleague off the care team; who leaves it may not see the client any more. */
export const takeOff = formAction(
  z.object({ locale, clientId: z.uuid(), accountId: z.uuid() }),
  async (ctx, { locale, ...end }) => {
    await endCareTeam(ctx, end)
    redirect(
      end.accountId === ctx.actor.accountId ? paths.clients(locale) : paths.client(locale, end.clientId),
    )
  },
)

const weighed = { locale, clientId: z.uuid(), clientNeedId: z.uuid(), serviceId: z.uuid() }

/** Puts a program beside others for a need, chooses it or not, with the reason. */
export const weigh = formAction(
  z.object({ ...weighed, verdict: z.enum(VERDICTS), note: z.string().trim().max(1000).optional() }),
  async (ctx, { locale, clientId, ...entry }) => {
    await weighProgram(ctx, entry)
    revalidatePath(paths.clientNeed(locale, clientId, entry.clientNeedId), 'layout')
    return undefined
  },
)

export const forget = formAction(z.object(weighed), async (ctx, { locale, clientId, ...entry }) => {
  await forgetProgram(ctx, entry)
  revalidatePath(paths.clientNeed(locale, clientId, entry.clientNeedId), 'layout')
  return undefined
})

const NO_ANSWER = 'Give an answer, or go on without.'

/** Keeps an answer to the question that sorts the list, and draws the list again. */
export const answerQuestion = formAction(
  z.object({
    locale,
    clientId: z.uuid(),
    clientNeedId: z.uuid(),
    version: z.coerce.number().int(),
    fact: z.string(),
    answer: z
      .union([z.string().transform((one) => [one]), z.array(z.string())], { error: NO_ANSWER })
      .refine((answers) => answers.length > 0, { error: NO_ANSWER }),
  }),
  async (ctx, input) => {
    const { record } = await readClient(ctx, input.clientId)
    await changeClient(ctx, {
      id: input.clientId,
      version: input.version,
      record: withAnswer(record, input.fact, input.answer, ctx.now),
    })
    redirect(paths.clientNeed(input.locale, input.clientId, input.clientNeedId))
  },
)
