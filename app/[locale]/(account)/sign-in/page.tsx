import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { readConfig } from '#base/runtime/config.ts'
import { paths, safeBack } from '#web/paths.ts'
import { mailLink, oidcSignIn, passkeySignIn, passwordSignIn } from './actions.ts'
import { PasskeyButton } from './passkey-button.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ back?: string | string[]; refused?: string | string[]; error?: string | string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('accounts')
  return { title: t('signIn.title'), robots: { index: false } }
}

export default async function SignIn(props: Props) {
  const locale = await localeOf(props.params)
  const { back, refused, error } = await props.searchParams
  const t = await getTranslations('accounts')
  const { oidc } = readConfig()
  const hidden = (
    <>
      <input type="hidden" name="locale" value={locale} />
      <input type="hidden" name="back" value={(typeof back === 'string' && safeBack(back)) || ''} />
    </>
  )
  return (
    <>
      <PageHeader title={t('signIn.title')} lead={t('signIn.lead')} />
      {(refused ?? error) && oidc && <ProviderRefused name={oidc.name} speaks={oidc.domains.length > 0} />}
      <ActionForm action={passwordSignIn} problem={t('problem')}>
        {hidden}
        <FormField
          name="email"
          type="email"
          label={t('email')}
          autoComplete="username"
          inputMode="email"
          required
        />
        <FormField
          name="password"
          type="password"
          label={t('password')}
          autoComplete="current-password"
          required
        />
        <Button>{t('signIn.submit')}</Button>
        <p>
          <a href={`${paths.signIn(locale, paths.account(locale))}#by-mail`}>{t('signIn.forgot')}</a>
        </p>
      </ActionForm>
      <section className="mt-10 border-t border-line pt-6" aria-labelledby="by-mail">
        <h2 id="by-mail" className="mb-3 text-xl">
          {t('signIn.byMail')}
        </h2>
        <p className="mb-3 text-soft">{t('signIn.byMailLead')}</p>
        <ActionForm action={mailLink} problem={t('problem')} doneText={t('signIn.mailed')}>
          {hidden}
          <FormField
            name="email"
            id="mail-link-email"
            type="email"
            label={t('email')}
            autoComplete="username"
            inputMode="email"
            required
          />
          <Button tone="secondary">{t('signIn.mailLink')}</Button>
        </ActionForm>
      </section>
      <PasskeyButton
        show={passkeySignIn}
        locale={locale}
        back={(typeof back === 'string' && safeBack(back)) || ''}
        words={{
          problem: t('problem'),
          submit: t('signIn.passkey'),
          hint: t('signIn.passkeyHint'),
          gaveUp: t('signIn.passkeyGaveUp'),
        }}
      />
      {oidc && (
        <section className="mt-10 border-t border-line pt-6">
          <form action={oidcSignIn}>
            {hidden}
            <Button tone="secondary">{t('signIn.oidc', { name: oidc.name })}</Button>
          </form>
        </section>
      )}
    </>
  )
}

/**
 * Why is not said: it would tell who has an account. What to do is the same each time.
 * @param speaks the operator has said whose addresses the provider speaks for
 */
async function ProviderRefused({ name, speaks }: { name: string; speaks: boolean }) {
  const t = await getTranslations('accounts')
  return (
    <section role="alert" className="mb-8 space-y-3 rounded-md border border-ask bg-ask-tint p-4">
      <h2 className="text-xl">{t('refusedByProvider.title', { name })}</h2>
      {speaks ? (
        <>
          <p>{t('refusedByProvider.lead')}</p>
          <ul className="list-disc space-y-1 ps-6">
            <li>{t('refusedByProvider.noAccount')}</li>
            <li>{t('refusedByProvider.address', { name })}</li>
            <li>{t('refusedByProvider.linked', { name })}</li>
          </ul>
        </>
      ) : (
        <p>{t('refusedByProvider.noDomains', { name })}</p>
      )}
    </section>
  )
}
