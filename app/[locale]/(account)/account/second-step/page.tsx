import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PasskeyButton } from '#app/[locale]/(account)/sign-in/passkey-button.tsx'
import { AppSetUp } from '#app/[locale]/(account)/sign-in/second-factor/app-set-up.tsx'
import { enrolmentWaitsFor, recoveryCodesLeft } from '#base/accounts/commands/second-factor.ts'
import { ownPasskeys } from '#base/accounts/queries.ts'
import { madeCodes } from '#web/made-codes.ts'
import { paths } from '#web/paths.ts'
import { requireAccount } from '#web/session.ts'
import { proveAgain, provePasskey } from '../actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('accounts'))('exchange.title'), robots: { index: false } }
}

/** Another authenticator app in place of the one of now: first what shows that it is the owner, then the new app's first code. */
export default async function SecondStep(props: Props) {
  const locale = await localeOf(props.params)
  const { ctx, signedIn } = await requireAccount(locale, paths.secondStep(locale))
  const own = { accountId: signedIn.account.id, sessionId: signedIn.session.id }
  if (!signedIn.account.hasTotp) redirect(paths.secondFactor(locale, paths.account(locale)))
  const t = await getTranslations('accounts')
  if (madeCodes())
    return (
      <>
        <PageHeader title={t('exchange.title')} />
        <AppSetUp ctx={ctx} own={own} locale={locale} next={paths.account(locale)} />
      </>
    )
  const left = t('account.recovery', { count: await recoveryCodesLeft(ctx) })
  if ((await enrolmentWaitsFor(ctx, own)) === null)
    return (
      <>
        <PageHeader title={t('exchange.title')} lead={t('exchange.lead')} />
        <p className="mb-5">
          {left} <a href={paths.afterSignIn(locale)}>{t('exchange.keep')}</a>
        </p>
        <AppSetUp ctx={ctx} own={own} locale={locale} next={paths.account(locale)} />
      </>
    )
  const passkeys = await ownPasskeys(ctx)
  return (
    <>
      <PageHeader title={t('exchange.title')} lead={t('exchange.proofLead')} />
      <ActionForm action={proveAgain} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <FormField
          name="code"
          label={t('secondFactor.code')}
          hint={`${t('secondFactor.hint')}. ${left}`}
          autoComplete="one-time-code"
          inputMode="text"
          required
        />
        <div className="flex flex-wrap gap-3">
          <Button>{t('secondFactor.submit')}</Button>
          <ButtonLink tone="quiet" href={paths.account(locale)}>
            {t('exchange.back')}
          </ButtonLink>
        </div>
      </ActionForm>
      {passkeys.length > 0 && (
        <PasskeyButton
          show={provePasskey}
          locale={locale}
          back=""
          words={{
            problem: t('problem'),
            submit: t('exchange.passkey'),
            hint: t('signIn.passkeyHint'),
            gaveUp: t('signIn.passkeyGaveUp'),
          }}
        />
      )}
      <p className="mt-8 text-soft">{t('exchange.lostAll')}</p>
    </>
  )
}
