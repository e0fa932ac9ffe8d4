import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices, FormField, FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { correct } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('corrections.title') }
}

/** An administrator marks a referral as a mistake by its reference, and reads nothing of it. */
export default async function Corrections(props: Props) {
  const locale = await localeOf(props.params)
  await requireRole(locale, ['administrator'], paths.corrections(locale))
  const t = await getTranslations('refer')
  return (
    <div className="max-w-text space-y-6">
      <PageHeader title={t('corrections.title')} lead={t('corrections.lead')} />
      <ActionForm action={correct} problem={t('problem')} doneText={t('corrections.done')}>
        <input type="hidden" name="locale" value={locale} />
        <FormField
          name="reference"
          label={t('corrections.reference')}
          hint={t('corrections.referenceHint')}
          autoComplete="off"
          required
        />
        <FormTextArea name="text" label={t('corrections.why')} required />
        <FormChoices
          type="checkbox"
          name="sure"
          legend={t('corrections.means')}
          choices={[{ value: 'yes', label: t('corrections.sure') }]}
        />
        <Button tone="danger">{t('actions.mark-error')}</Button>
      </ActionForm>
    </div>
  )
}
