import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { findConsent } from '#refer/consent/store.ts'
import { partyOf } from '../relation.ts'
import { toReferral } from '../store.ts'
import { decide } from '../transitions.ts'
import { move } from './act.ts'

/**
 * Takes a consent back in one step, however it is said: on a screen, by telephone, on paper. Every referral that stands
 * on it is withdrawn in the same transaction: its links die, its packet closes, its queued messages are dropped.
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
    const standing = rows
      .map(toReferral)
      .filter((referral) => party && decide(referral, 'revoke-consent', party).ok)
    for (const { id, version } of standing) {
      await move(tx, ctx, {
        referralId: id,
        version,
        action: { name: 'revoke-consent', data: { consentId: consent.id } },
      })
    }
    return standing.length
  })
}
