import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ClientFields } from '#app/_staff/client-fields.tsx'
import { NeedFields } from '#app/_staff/need-fields.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { open } from '../actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('client.open') }
}

export default async function NewClient(props: Props) {
  const locale = await localeOf(props.params)
  await requireRole(locale, ['coordinator', 'supervisor'], paths.newClient(locale))
  const t = await getTranslations('refer')
  return (
    <div className="max-w-3xl">
      <PageHeader title={t('client.open')} lead={t('client.openLead')} />
      <ActionForm action={open} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <NeedFields locale={locale} optional />
        <ClientFields record={null} locale={locale} />
        <Button>{t('client.save')}</Button>
      </ActionForm>
    </div>
  )
}
