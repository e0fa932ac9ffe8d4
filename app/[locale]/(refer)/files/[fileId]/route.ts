import { localeOf } from '#app/_ui/locale-of.ts'
import { openFile } from '#refer/referrals/queries/file.ts'
import { fileOr404 } from '#web/file-response.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

/** A file of a referral or a consent, for those who may see it. */
export async function GET(
  _request: Request,
  props: { params: Promise<{ locale: string; fileId: string }> },
): Promise<Response> {
  const locale = await localeOf(props.params)
  const { fileId } = await props.params
  const ctx = await requireRole(
    locale,
    ['coordinator', 'supervisor', 'agency-staff', 'agency-admin'],
    paths.file(locale, fileId),
  )
  return fileOr404(() => openFile(ctx, fileId))
}
