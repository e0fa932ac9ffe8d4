import { localeOf } from '#app/_ui/locale-of.ts'
import { accountForDisclosures, exportAudit } from '#base/audit/queries.ts'
import { csvResponse, csvStream, DISCLOSURE_COLUMNS } from '#web/csv-response.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { readFilter } from '../filter.ts'

const COLUMNS = [
  ...[
    'id',
    'at',
    'who',
    'role',
    'organization',
    'via',
    'action',
    'entity',
    'entityId',
    'clientId',
    'purpose',
  ],
  ...['recipient', 'requestId', 'detail'],
]

/** The lines of a search as CSV, or with `kind=disclosures` one client's accounting. */
export async function GET(
  request: Request,
  props: { params: Promise<{ locale: string }> },
): Promise<Response> {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['administrator'], paths.audit(locale))
  const asked = Object.fromEntries(new URL(request.url).searchParams)
  const filter = readFilter(asked)
  if (asked.kind === 'disclosures' && filter.clientId)
    return csvResponse('disclosures', DISCLOSURE_COLUMNS, await accountForDisclosures(ctx, filter.clientId))
  return csvStream('audit', COLUMNS, exportAudit(ctx, filter))
}
