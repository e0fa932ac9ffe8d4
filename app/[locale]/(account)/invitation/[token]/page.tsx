import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { readInvitation } from '#base/accounts/commands/people.ts'
import { visitorRequest } from '#web/context.ts'
import { accept } from './actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export const metadata: Metadata = { robots: { index: false }, referrer: 'same-origin' }

/** What an invitation is for. Opening it changes nothing. */
export default async function Invitation(props: Props) {
  const locale = await localeOf(props.params)
  const { token } = await props.params
  const invitation = await readInvitation(await visitorRequest(), token)
  const t = await getTranslations('accounts')
  if (!invitation) return <PageHeader title={t('invitation.gone')} lead={t('invitation.goneLead')} />
  return (
    <>
      <PageHeader
        title={t('invitation.title', { organization: invitation.organizationName })}
        lead={invitation.email}
      />
      <ActionForm action={accept} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="token" value={token} />
        <FormField name="name" label={t('invitation.name')} autoComplete="name" required />
        {!invitation.hasAccount && (
          <FormField
            name="password"
            type="password"
            label={t('password')}
            hint={t('invitation.passwordHint')}
            autoComplete="new-password"
          />
        )}
        <Button>{t('invitation.accept')}</Button>
      </ActionForm>
    </>
  )
}
