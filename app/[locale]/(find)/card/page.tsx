import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { openCard } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

/** Where a code is typed: an agency's from the card that somebody brought, a person's own for their private page. */
export default async function TypeCode(props: Props) {
  const locale = await localeOf(props.params)
  const t = await getTranslations('refer')
  return (
    <>
      <PageHeader title={t('card.typeTitle')} lead={t('card.typeLead')} />
      <ActionForm action={openCard} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <FormField
          name="code"
          label={t('card.code')}
          autoComplete="off"
          autoCapitalize="characters"
          required
        />
        <Button>{t('card.go')}</Button>
      </ActionForm>
    </>
  )
}
