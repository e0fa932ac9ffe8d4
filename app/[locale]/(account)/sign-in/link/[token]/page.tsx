import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { safeBack } from '#web/paths.ts'
import { linkSignIn } from '../../actions.ts'

type Props = {
  params: Promise<{ locale: string; token: string }>
  searchParams: Promise<{ back?: string | string[] }>
}

export const metadata: Metadata = { robots: { index: false }, referrer: 'same-origin' }

/** Opening the link changes nothing and reads nothing: mail scanners open links. The button signs in. */
export default async function SignInLink(props: Props) {
  const locale = await localeOf(props.params)
  const { token } = await props.params
  const { back } = await props.searchParams
  const t = await getTranslations('accounts')
  return (
    <>
      <PageHeader title={t('link.title')} lead={t('link.lead')} />
      <ActionForm action={linkSignIn} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="back" value={(typeof back === 'string' && safeBack(back)) || ''} />
        <input type="hidden" name="token" value={token} />
        <Button>{t('link.submit')}</Button>
      </ActionForm>
    </>
  )
}
