'use server'

import { DomainError } from '#base/core/errors.ts'
import { firstOwnPage } from '#refer/notifications/answer/own-link.ts'
import { selfRefer, selfReferralSchema } from '#refer/referrals/commands/self-refer.ts'
import { type FormState, rawAction } from '#web/action.ts'
import { visitorRequest } from '#web/context.ts'
import { originOf } from '#web/origin.ts'
import { readForm } from '#web/read-form.ts'

/** Sends the person's own request. The answer holds their private link, shown once and kept nowhere. */
export const ask = rawAction(async (form): Promise<FormState> => {
  const { address } = await originOf()
  const parsed = selfReferralSchema.safeParse({ ...readForm(form), address })
  if (!parsed.success)
    throw new DomainError('invalid', '', {
      errors: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    })
  const ctx = await visitorRequest()
  const clientId = await selfRefer(ctx, parsed.data)
  const link = await firstOwnPage(ctx, clientId, parsed.data.locale)
  return { values: { link }, errors: [], done: true }
})
