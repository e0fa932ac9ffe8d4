import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { keepFile } from '#refer/files/commands.ts'
import type { FileParty } from '#refer/files/model.ts'
import { uploadOf } from '#web/action.ts'

/** Fields for files of the form that sends a referral, and the hidden field that names what was kept. */
const PAPERS = [
  { field: 'paper', id: 'attachmentId', kind: 'consent' },
  { field: 'authority', id: 'authorityId', kind: 'authority' },
] as const

/**
 * Keeps the papers of a consent and writes their ids into the form, so that a refusal for another reason does not lose
 * them: the form comes back with the ids, and nobody takes the photo again.
 */
export async function keepPapers(
  ctx: Ctx,
  form: FormData,
  clientId: string,
  { from, referralId }: { from: FileParty; referralId?: string } = { from: 'sender' },
): Promise<void> {
  for (const { field, id, kind } of PAPERS) {
    const upload = await uploadOf(form, field)
    if (!upload) continue
    try {
      form.set(id, await keepFile(ctx, { clientId, kind, from, upload, ...(referralId && { referralId }) }))
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const errors = error.errors.map((each) => ({ ...each, path: field }))
      throw new DomainError(error.code, error.message, { errors })
    }
  }
}
