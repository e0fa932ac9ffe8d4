import { cookies } from 'next/headers'
import { linkActor } from '#refer/notifications/answer/link-actor.ts'
import { openFile } from '#refer/referrals/queries/file.ts'
import { visitorRequest } from '#web/context.ts'
import { fileOr404 } from '#web/file-response.ts'
import { proofCookie } from '../../proof.ts'

/** A file of the one referral that this link is for, once the mailbox is proven. */
export async function GET(
  _request: Request,
  props: { params: Promise<{ token: string; fileId: string }> },
): Promise<Response> {
  const { token, fileId } = await props.params
  return fileOr404(async () => {
    const ctx = await visitorRequest()
    const proof = (await cookies()).get(proofCookie(token))?.value
    return openFile({ ...ctx, actor: await linkActor(ctx, token, proof) }, fileId)
  })
}
