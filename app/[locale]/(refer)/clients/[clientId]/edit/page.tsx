import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ClientFields } from '#app/_staff/client-fields.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { readClient } from '#refer/clients/queries.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { change } from '../../actions.ts'

type Props = { params: Promise<{ locale: string; clientId: string }> }

export default async function EditClient(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.client(locale, clientId))
  const client = await orNotFound(readClient(ctx, clientId))
  // Read in an emergency, it is not theirs to change, and saving what they see would lose what they do not.
  if (client.emergency) notFound()
  const t = await getTranslations('refer')
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('client.edit')}
        above={<a href={paths.client(locale, clientId)}>{t('client.back')}</a>}
      />
      <ActionForm action={change} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="clientId" value={clientId} />
        <input type="hidden" name="version" value={client.version} />
        <ClientFields record={client.record} locale={locale} />
        <Button>{t('client.save')}</Button>
      </ActionForm>
    </div>
  )
}
