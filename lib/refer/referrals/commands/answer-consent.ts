import { systemActor } from '#base/access/actor.ts'
import { requirePermission } from '#base/access/permissions.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { become, type Ctx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { isAsked, isQuestionOver } from '../relation.ts'
import { findReferral, lockReferral } from '../store.ts'
import { move } from './act.ts'
import { consentOf } from './refer.ts'
import { settleTasks } from './tasks.ts'

export type ConsentAnswer = {
  referralId: string
  version: number
  answer: 'yes' | 'no'
  /** The full name, typed by who decides; needed for a yes. */
  signature?: string | undefined
  /** The document that shows a representative may decide; their yes does not count without it. */
  authorityId?: string | undefined
  /** The language that the question was read in. */
  locale: Locale
}

/**
 * What the client, or who decides for them, says to a consent that was asked for by link. Yes records it and sends the
 * referral with what was asked for, in one transaction, so that no consent stands without its referral and no referral
 * goes without its consent; no withdraws. The giver never chooses the fields or the agency: they say yes to what was
 * shown to them, and the version says that it is still the same.
 * @throws not-found when it is not theirs to decide, conflict when it has changed meanwhile, invalid without a name.
 */
export async function answerConsent(ctx: Ctx, given: ConsentAnswer): Promise<void> {
  requirePermission(ctx.actor, 'consent:record')
  // Whose question it is, the row policies say: this read is the giver's own.
  const asked = await transact(ctx, (tx) => findReferral(tx, given.referralId))
  if (!asked || !isAsked(ctx.actor, asked)) throw notFound()
  if (given.answer === 'no') {
    await transact(ctx, (tx) =>
      move(tx, ctx, {
        referralId: given.referralId,
        version: given.version,
        action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
      }),
    )
    return
  }
  if (!given.signature)
    throw new DomainError('invalid', 'This consent is not complete, so it was not saved.', {
      errors: [{ path: 'signature', message: 'Type your full name to sign.' }],
    })
  const signature = given.signature
  const system = { ...ctx, actor: systemActor(`consent by ${ctx.actor.via ?? 'link'}`) }
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, given.referralId)
    const proposal = referral?.proposal
    if (!referral || !proposal || referral.clientId !== ctx.actor.clientId) throw notFound()
    if (referral.version !== given.version || referral.status !== 'awaiting-consent')
      throw new DomainError(
        'conflict',
        'What you are asked was changed a moment ago. Read it again before you answer.',
      )
    if (isQuestionOver(referral, ctx.now))
      throw new DomainError(
        'conflict',
        'This question is over, because nobody answered it in time. Ask whoever helps you to send it again.',
      )
    // The giver gives it, so the audit says so; the system sends on it.
    const consentId = await consentOf(tx, ctx, referral, {
      fields: proposal.fields,
      mode: proposal.mode,
      giver: proposal.giver,
      method: 'link',
      consentLocale: given.locale,
      expiresOn: proposal.expiresOn,
      signature,
      authorityId: given.authorityId,
      ...(proposal.giver !== 'client' && { giverName: signature }),
      // The page says all of it above the signature.
      explained: 'yes',
    })
    await become(tx, system)
    await move(tx, system, {
      referralId: referral.id,
      version: referral.version,
      action: {
        name: 'send',
        data: {
          mode: proposal.mode,
          fields: proposal.fields,
          groundReason: proposal.groundReason,
          consentId,
        },
      },
    })
    await settleTasks(tx, system, referral.id, ['give-consent'])
  })
}
