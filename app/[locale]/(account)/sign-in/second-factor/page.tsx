import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { enrolmentWaitsFor } from '#base/accounts/commands/second-factor.ts'
import { visitorRequest } from '#web/context.ts'
import { madeCodes } from '#web/made-codes.ts'
import { paths, safeBack } from '#web/paths.ts'
import { currentSession } from '#web/session.ts'
import { secondFactor } from '../actions.ts'
import { AppSetUp } from './app-set-up.tsx'

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<{ back?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('accounts')
  return { title: t('secondFactor.title'), robots: { index: false } }
}

export default async function SecondFactor(props: Props) {
  const locale = await localeOf(props.params)
  const asked = (await props.searchParams).back
  const back = (typeof asked === 'string' && safeBack(asked)) || ''
  const session = await currentSession()
  if (!session) redirect(paths.signIn(locale, back))
  const t = await getTranslations('accounts')
  const made = madeCodes() !== undefined
  if (!session.account.hasTotp || made) {
    const ctx = await visitorRequest()
    const own = { accountId: session.account.id, sessionId: session.session.id }
    if (!made && (await enrolmentWaitsFor(ctx, own)) === 'mailed-link')
      return (
        <>
          <PageHeader title={t('reset.title')} lead={t('reset.lead')} />
          <ButtonLink href={`${paths.signIn(locale, back)}#by-mail`}>{t('signIn.mailLink')}</ButtonLink>
        </>
      )
    return (
      <>
        <PageHeader title={t('setUp.title')} lead={t('setUp.lead')} />
        <AppSetUp ctx={ctx} own={own} locale={locale} next={paths.afterSignIn(locale, back)} />
      </>
    )
  }
  return (
    <>
      <PageHeader title={t('secondFactor.title')} lead={t('secondFactor.lead')} />
      <ActionForm action={secondFactor} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="back" value={back} />
        <FormField
          name="code"
          label={t('secondFactor.code')}
          hint={t('secondFactor.hint')}
          autoComplete="one-time-code"
          inputMode="text"
          required
        />
        <Button>{t('secondFactor.submit')}</Button>
      </ActionForm>
    </>
  )
}
