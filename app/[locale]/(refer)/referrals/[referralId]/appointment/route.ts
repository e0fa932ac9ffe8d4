import { localeOf } from '#app/_ui/locale-of.ts'
import { appointmentOr404 } from '#web/appointment-response.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

/** The appointment as a calendar file, for those who coordinate. */
export async function GET(
  _request: Request,
  props: { params: Promise<{ locale: string; referralId: string }> },
): Promise<Response> {
  const locale = await localeOf(props.params)
  const { referralId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.referral(locale, referralId))
  return appointmentOr404(async () => ({ ctx, referralId }))
}
