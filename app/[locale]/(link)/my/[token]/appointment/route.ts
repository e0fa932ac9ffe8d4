import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { appointmentOr404 } from '#web/appointment-response.ts'
import { visitorRequest } from '#web/context.ts'

/** The appointment as a calendar file, for the client's own link. */
export async function GET(
  request: Request,
  props: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await props.params
  const referralId = new URL(request.url).searchParams.get('referral') ?? ''
  return appointmentOr404(async () => {
    const ctx = await visitorRequest()
    return { ctx: { ...ctx, actor: await clientLinkActor(ctx, token) }, referralId }
  })
}
