import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { requireCarrier } from '#refer/clients/store.ts'
import { findConsent } from '#refer/consent/store.ts'
import { partyOf } from '../relation.ts'
import { toReferral } from '../store.ts'
import { decide } from '../transitions.ts'
import { move } from './act.ts'
import { withdrawDisclosure } from './effects.ts'

/**
 * Takes a consent back in one step, however it is said: on a screen, by telephone, on paper. Every referral that rests
 * on it closes to the agency in the same transaction, wherever it stands: its links die, its packet closes, its queued
 * messages are dropped. Those that still run are withdrawn as well; one that is over keeps its history.
 * @returns how many referrals it ended.
 */
export async function revokeConsent(
  ctx: Ctx,
  revoked: { consentId: string; method: 'screen' | 'voice' | 'paper' | 'link' },
): Promise<number> {
  requirePermission(ctx.actor, 'consent:revoke')
  return transact(ctx, async (tx) => {
    const consent = await findConsent(tx, revoked.consentId)
    if (!consent) throw notFound()
    await requireCarrier(tx, consent.clientId)
    await tx
      .updateTable('consent')
      .set({ revoked_at: ctx.now, revoked_by: ctx.actor.role, revocation_method: revoked.method })
      .where('id', '=', consent.id)
      .where('revoked_at', 'is', null)
      .execute()
    await record(tx, ctx, {
      action: 'consent:revoke',
      entity: 'consent',
      entityId: consent.id,
      clientId: consent.clientId,
      consentId: consent.id,
      purpose: consent.mode,
      detail: { method: revoked.method },
    })
    const rows = await tx
      .selectFrom('referral')
      .selectAll()
      .where('consent_id', '=', consent.id)
      .forUpdate()
      .execute()
    const party = partyOf(ctx.actor)
    let ended = 0
    for (const referral of rows.map(toReferral)) {
      if (party && decide(referral, 'revoke-consent', party).ok) {
        await move(tx, ctx, {
          referralId: referral.id,
          version: referral.version,
          action: { name: 'revoke-consent', data: { consentId: consent.id } },
        })
        ended++
      } else {
        // No move of the lifecycle leads on from here, yet what was disclosed must not stay readable.
        await withdrawDisclosure(tx, referral)
        await record(tx, ctx, {
          action: 'disclosure:withdraw',
          entity: 'referral_packet',
          entityId: referral.id,
          clientId: referral.clientId,
          consentId: consent.id,
          purpose: referral.mode,
          recipientId: referral.agencyId,
        })
      }
    }
    return ended
  })
}
