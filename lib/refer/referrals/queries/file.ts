import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { OpenedFile } from '#refer/files/model.ts'
import { findFile } from '#refer/files/store.ts'
import { partyOf } from '../relation.ts'
import { isDisclosed } from '../store.ts'

/**
 * A file with its content. Each opening is written down. To the receiving side it closes with its referral: once that was
 * withdrawn or its consent has ended, whoever still knows the file's address finds nothing there.
 * @throws not-found for absent and not yours alike.
 */
export async function openFile(ctx: Ctx, id: string): Promise<OpenedFile> {
  requirePermission(ctx.actor, 'file:read')
  return transact(ctx, async (tx) => {
    const file = await findFile(tx, id)
    if (!file) throw notFound()
    const { referralId, clientId } = file
    if (partyOf(ctx.actor) === 'agency' && referralId && !(await isDisclosed(tx, referralId, ctx.now)))
      throw notFound()
    await record(tx, ctx, {
      action: 'file:read',
      entity: 'attachment',
      entityId: id,
      clientId,
      purpose: 'care',
    })
    return file
  })
}
