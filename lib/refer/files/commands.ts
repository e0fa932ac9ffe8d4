import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { spendOfLink } from '#base/limits/commands.ts'
import { readConfig } from '#base/runtime/config.ts'
import { requireCarrier } from '#refer/clients/store.ts'
import { scanFile } from './client.ts'
import { mediaTypeOf } from './media-type.ts'
import { type FileKind, type FileParty, MAX_FILE_BYTES, safeName, type Upload } from './model.ts'
import { insertFile } from './store.ts'

export type NewFile = {
  clientId: string
  /** Set when it goes with a referral, or was added on its page; other papers of a consent belong to the client alone. */
  referralId?: string
  kind: FileKind
  from: FileParty
  upload: Upload
}

const refused = (code: 'invalid' | 'too-large', message: string) =>
  new DomainError(code, message, { errors: [{ path: 'file', message }] })

/**
 * Keeps a photo or a scan, sealed. What it is, its first bytes say; it is never run, unpacked or shown in a page.
 * @returns the file's id. @throws invalid (not a photo or PDF, empty, not clean), too-large, unavailable (no scanner).
 */
export async function keepFile(ctx: Ctx, file: NewFile): Promise<string> {
  requirePermission(ctx.actor, 'file:add')
  const { bytes, name } = file.upload
  if (bytes.length === 0) throw refused('invalid', 'This file is empty. Choose another one.')
  if (bytes.length > MAX_FILE_BYTES)
    throw refused('too-large', 'This file is larger than 8 MB. Make the photo smaller.')
  const mediaType = mediaTypeOf(bytes)
  if (!mediaType) throw refused('invalid', 'Add a photo (JPEG, PNG, WebP, HEIC) or a PDF.')
  await spendOfLink(ctx, 'link-file', 'Too many files for one day. Please wait until tomorrow, or call.')
  const { clamdUrl } = readConfig()
  if (clamdUrl) await scanFile(clamdUrl, bytes)
  const id = newId()
  await transact(ctx, async (tx) => {
    // An agency sees no client; that the referral is theirs, the row policies ask.
    const client =
      file.from === 'agency' ||
      (await tx.selectFrom('client').select('id').where('id', '=', file.clientId).executeTakeFirst())
    if (!client) throw notFound()
    await requireCarrier(tx, file.clientId)
    await insertFile(tx, {
      id,
      clientId: file.clientId,
      referralId: file.referralId ?? null,
      kind: file.kind,
      from: file.from,
      name: safeName(name, mediaType),
      mediaType,
      bytes,
      scannedAt: clamdUrl ? ctx.now : null,
      uploadedBy: ctx.actor.accountId,
      now: ctx.now,
    })
    await record(tx, ctx, {
      action: 'file:add',
      entity: 'attachment',
      entityId: id,
      clientId: file.clientId,
      purpose: 'care',
      detail: { kind: file.kind, mediaType, bytes: bytes.length },
    })
  })
  return id
}
