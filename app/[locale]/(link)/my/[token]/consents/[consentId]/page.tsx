import { ConsentReceipt } from '#app/_referral/receipt.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { readConsent } from '#refer/consent/queries.ts'
import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { visitorRequest } from '#web/context.ts'
import { orNotFound } from '#web/session.ts'

type Props = { params: Promise<{ locale: string; token: string; consentId: string }> }

/** The receipt that the client, or who decided for them, holds. */
export default async function MyConsent(props: Props) {
  await localeOf(props.params)
  const { token, consentId } = await props.params
  const ctx = await visitorRequest()
  const read = async () => readConsent({ ...ctx, actor: await clientLinkActor(ctx, token) }, consentId)
  return <ConsentReceipt consent={await orNotFound(read())} />
}
