import { localeOf } from '#app/_ui/locale-of.ts'
import { accountForDisclosures } from '#base/audit/queries.ts'
import { csvResponse, DISCLOSURE_COLUMNS } from '#web/csv-response.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'

export async function GET(
  _request: Request,
  props: { params: Promise<{ locale: string; clientId: string }> },
): Promise<Response> {
  const locale = await localeOf(props.params)
  const { clientId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.disclosures(locale, clientId))
  return csvResponse(
    'disclosures',
    DISCLOSURE_COLUMNS,
    await orNotFound(accountForDisclosures(ctx, clientId)),
  )
}
