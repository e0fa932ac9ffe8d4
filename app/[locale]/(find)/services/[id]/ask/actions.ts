'use server'

import { systemActor } from '#base/access/actor.ts'
import { DomainError } from '#base/core/errors.ts'
import { linkToken } from '#base/core/link-token.ts'
import { transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { linkPath } from '#refer/notifications/links.ts'
import { linkFor } from '#refer/notifications/store.ts'
import { selfRefer, selfReferralSchema } from '#refer/referrals/commands/self-refer.ts'
import { type FormState, rawAction, readForm } from '#web/action.ts'
import { visitorRequest } from '#web/context.ts'
import { originOf } from '#web/origin.ts'

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
  const linkId = await transact({ ...ctx, actor: systemActor('self-referral') }, (tx) =>
    linkFor(tx, ctx.now, { kind: 'client', clientId }),
  )
  return {
    values: { link: linkPath.client(parsed.data.locale, linkToken(keyring(), linkId)) },
    errors: [],
    done: true,
  }
})
