import { type Selectable, sql } from 'kysely'
import { seal, unseal } from '#base/core/seal.ts'
import type { Tx } from '#base/db/context.ts'
import type { Attachment } from '#base/db/schema.ts'
import { keyring } from '#base/runtime/keyring.ts'
import type { FileKind, FileLine, FileParty, OpenedFile } from './model.ts'

export async function insertFile(
  tx: Tx,
  file: {
    id: string
    clientId: string
    referralId: string | null
    kind: FileKind
    from: FileParty
    name: string
    mediaType: string
    bytes: Uint8Array
    scannedAt: Date | null
    uploadedBy: string | null
    now: Date
  },
): Promise<void> {
  await tx
    .insertInto('attachment')
    .values({
      id: file.id,
      client_id: file.clientId,
      referral_id: file.referralId,
      kind: file.kind,
      from_party: file.from,
      name: seal(keyring(), { field: 'attachment.name', id: file.id }, file.name),
      media_type: file.mediaType,
      bytes: file.bytes.length,
      content: seal(
        keyring(),
        { field: 'attachment.content', id: file.id },
        Buffer.from(file.bytes).toString('base64'),
      ),
      scanned_at: file.scannedAt,
      uploaded_by: file.uploadedBy,
      created_at: file.now,
    })
    .execute()
}

type Line = Pick<Selectable<Attachment>, 'id' | 'name' | 'media_type' | 'bytes' | 'from_party' | 'created_at'>

function toLine(row: Line): FileLine {
  return {
    id: row.id,
    name: unseal(keyring(), { field: 'attachment.name', id: row.id }, row.name),
    mediaType: row.media_type,
    size: row.bytes,
    from: row.from_party as FileParty,
    at: row.created_at,
  }
}

/** The files that go with a referral, without their content, oldest first: what this reader may see of them. */
export async function filesOf(tx: Tx, referralId: string): Promise<FileLine[]> {
  const rows = await tx
    .selectFrom('attachment')
    .select(['id', 'name', 'media_type', 'bytes', 'from_party', 'created_at'])
    .where('referral_id', '=', referralId)
    .where('kind', '=', 'referral')
    .orderBy('created_at')
    .execute()
  return rows.map(toLine)
}

export async function findFile(
  tx: Tx,
  id: string,
): Promise<(OpenedFile & { clientId: string; referralId: string | null; kind: FileKind }) | undefined> {
  // The command's half of what the row policy says: the client's side, or the agency that was given it or gave it.
  const row = await tx
    .selectFrom('attachment')
    .selectAll()
    .where('id', '=', id)
    .where(
      sql<boolean>`(sees_client(client_id) or (kind = 'referral' and receives_referral(referral_id)
        and (from_party = 'agency' or shares_attachments(referral_id))))`,
    )
    .executeTakeFirst()
  if (!row) return undefined
  const content = unseal(keyring(), { field: 'attachment.content', id }, row.content)
  return {
    ...toLine(row),
    clientId: row.client_id,
    referralId: row.referral_id,
    kind: row.kind as FileKind,
    bytes: Buffer.from(content, 'base64'),
  }
}

/** Is this the paper of that kind of that client, and may the actor see it? */
export async function isPaperOf(tx: Tx, id: string, clientId: string, kind: FileKind): Promise<boolean> {
  const row = await tx
    .selectFrom('attachment')
    .select('id')
    .where('id', '=', id)
    .where('client_id', '=', clientId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row !== undefined
}
