import { requirePermission } from '#base/access/permissions.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { keepFile } from '#refer/files/commands.ts'
import type { Upload } from '#refer/files/model.ts'
import { partyOf } from '../relation.ts'
import { findReferral } from '../store.ts'

/**
 * Adds a file to a referral. The other side sees it where the consent covers attached files; what an agency adds, the
 * sender and the client always see. @returns the file's id.
 */
export async function attachToReferral(ctx: Ctx, referralId: string, upload: Upload): Promise<string> {
  requirePermission(ctx.actor, 'file:add')
  const referral = await transact(ctx, (tx) => findReferral(tx, referralId))
  const from = partyOf(ctx.actor)
  if (!referral || (from !== 'sender' && from !== 'agency' && from !== 'client')) throw notFound()
  return keepFile(ctx, { clientId: referral.clientId, referralId, kind: 'referral', from, upload })
}
