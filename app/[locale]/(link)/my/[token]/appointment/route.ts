import { DomainError } from '#base/core/errors.ts'
import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { appointmentFile } from '#refer/referrals/appointment.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { visitorRequest } from '#web/context.ts'

/** The appointment as a calendar file, for the client's own link. */
export async function GET(
  request: Request,
  props: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await props.params
  const id = new URL(request.url).searchParams.get('referral') ?? ''
  try {
    const ctx = await visitorRequest()
    const view = await readReferral({ ...ctx, actor: await clientLinkActor(ctx, token) }, id)
    const at = view.arrangement?.at
    if (typeof at !== 'string' || view.referral.status !== 'scheduled')
      return new Response(null, { status: 404 })
    const place = view.referral.sensitive ? null : String(view.arrangement?.place ?? '') || null
    const file = appointmentFile({
      referralId: id,
      at: new Date(at),
      place,
      now: ctx.now,
      sequence: view.referral.version,
    })
    return new Response(file, {
      headers: {
        'Content-Type': 'text/calendar; charset=utf-8',
        'Content-Disposition': 'attachment; filename="appointment.ics"',
        'Cache-Control': 'no-store',
      },
    })
  } catch (error) {
    if (error instanceof DomainError) return new Response(null, { status: 404 })
    throw error
  }
}
