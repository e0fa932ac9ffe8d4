import { ConsentReceipt } from '#app/_referral/receipt.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { readConsent } from '#refer/consent/queries.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'

type Props = { params: Promise<{ locale: string; consentId: string }> }

/** The receipt to print for the client, in the language of the address. */
export default async function Consent(props: Props) {
  const locale = await localeOf(props.params)
  const { consentId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.consent(locale, consentId))
  return <ConsentReceipt consent={await orNotFound(readConsent(ctx, consentId))} />
}
