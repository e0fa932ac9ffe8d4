import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { appointmentFile } from '#refer/referrals/appointment.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'

/**
 * The appointment of a referral as a calendar file for whoever may read it: its time, and its place where that betrays
 * nothing. 404 for absent, not yours, and without an appointment.
 */
export async function appointmentOr404(
  asked: () => Promise<{ ctx: Ctx; referralId: string }>,
): Promise<Response> {
  try {
    const { ctx, referralId } = await asked()
    const { referral, arrangement } = await readReferral(ctx, referralId)
    const at = arrangement?.at
    if (typeof at !== 'string' || referral.status !== 'scheduled') return new Response(null, { status: 404 })
    const place = referral.sensitive ? null : String(arrangement?.place ?? '') || null
    const file = appointmentFile({
      referralId,
      at: new Date(at),
      place,
      now: ctx.now,
      sequence: referral.version,
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
