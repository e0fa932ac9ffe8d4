import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Consent } from './model.ts'
import { findConsent } from './store.ts'

/**
 * One consent, as its receipt says it. The reading is written down.
 * @throws not-found for absent and not yours alike: a guardian never finds what a minor consented to alone.
 */
export async function readConsent(ctx: Ctx, id: string): Promise<Consent> {
  requirePermission(ctx.actor, 'consent:read')
  return transact(ctx, async (tx) => {
    const consent = await findConsent(tx, id)
    if (!consent) throw notFound()
    await record(tx, ctx, {
      action: 'consent:read',
      entity: 'consent',
      entityId: id,
      clientId: consent.clientId,
      consentId: id,
      purpose: consent.mode,
    })
    return consent
  })
}
