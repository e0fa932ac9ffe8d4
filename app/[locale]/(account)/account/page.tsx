import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField, FormSelect } from '#app/_ui/form-fields.tsx'
import { NAMES } from '#app/_ui/language-switcher.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { recoveryCodesLeft } from '#base/accounts/commands/second-factor.ts'
import type { Account as AccountView } from '#base/accounts/model.ts'
import { passwordOpenUntil } from '#base/accounts/session-rules.ts'
import type { Ctx } from '#base/db/context.ts'
import { LOCALES, type Locale } from '#base/i18n/locales.ts'
import { DELIVERIES, readDeliveries, STAFF_TOPICS } from '#refer/notifications/settings.ts'
import { paths } from '#web/paths.ts'
import { requireAccount } from '#web/session.ts'
import { NewCodes } from './_parts/new-codes.tsx'
import { Passkeys } from './_parts/passkeys.tsx'
import { Password } from './_parts/password.tsx'
import { Provider } from './_parts/provider.tsx'
import { Section } from './_parts/section.tsx'
import { Sessions } from './_parts/sessions.tsx'
import { actFor, saveNews, saveProfile } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('accounts'))('account.title'), robots: { index: false } }
}

/** Everything about one's own account: name, ways to sign in, where one is signed in, for whom one acts. */
export default async function Account(props: Props) {
  const locale = await localeOf(props.params)
  const { ctx, signedIn: session } = await requireAccount(locale, paths.account(locale))
  const t = await getTranslations('accounts')
  return (
    <div className="space-y-8">
      <PageHeader title={t('account.title')} lead={session.account.email} />
      {session.memberships.length > 1 && (
        <ActionForm action={actFor} problem={t('problem')} doneText={t('account.saved')}>
          <input type="hidden" name="locale" value={locale} />
          <FormSelect
            name="membershipId"
            label={t('account.actFor')}
            defaultValue={session.membership?.id}
            options={session.memberships.map((membership) => ({
              value: membership.id,
              label: `${membership.organizationName}: ${t(`account.roles.${membership.role}`)}`,
            }))}
          />
          <Button tone="secondary">{t('account.switch')}</Button>
        </ActionForm>
      )}
      <Profile locale={locale} account={session.account} />
      <News ctx={ctx} locale={locale} />
      <Password
        locale={locale}
        hasPassword={session.account.hasPassword}
        openUntil={passwordOpenUntil(session.session, session.account, ctx.now)}
      />
      <SecondStep ctx={ctx} locale={locale} hasTotp={session.account.hasTotp} />
      <Passkeys
        ctx={ctx}
        locale={locale}
        own={{ accountId: session.account.id, sessionId: session.session.id }}
        hasTotp={session.account.hasTotp}
      />
      <Provider ctx={ctx} locale={locale} />
      <Sessions ctx={ctx} locale={locale} current={session.session.id} />
    </div>
  )
}

async function Profile({ locale, account }: { locale: Locale; account: AccountView }) {
  const t = await getTranslations('accounts')
  return (
    <Section id="profile" title={t('account.profile')}>
      <ActionForm action={saveProfile} problem={t('problem')} doneText={t('account.saved')}>
        <input type="hidden" name="locale" value={locale} />
        <FormField
          name="name"
          label={t('account.name')}
          defaultValue={account.name}
          autoComplete="name"
          required
        />
        <FormSelect
          name="language"
          label={t('account.language')}
          defaultValue={account.locale}
          options={LOCALES.map((each) => ({ value: each, label: NAMES[each] }))}
        />
        <Button tone="secondary">{t('account.save')}</Button>
      </ActionForm>
    </Section>
  )
}

async function SecondStep({ ctx, locale, hasTotp }: { ctx: Ctx; locale: Locale; hasTotp: boolean }) {
  const t = await getTranslations('accounts')
  return (
    <Section
      id="second-step"
      title={t('account.second')}
      lead={hasTotp ? t('account.secondOn') : t('account.secondOff')}
    >
      {hasTotp ? (
        <>
          <p>{t('account.recovery', { count: await recoveryCodesLeft(ctx) })}</p>
          <NewCodes
            locale={locale}
            words={{
              problem: t('problem'),
              code: t('account.codeNow'),
              hint: t('account.newCodesHint'),
              submit: t('account.newCodes'),
              saveThem: t('setUp.saveThem'),
            }}
          />
          <ButtonLink tone="secondary" href={paths.secondStep(locale)}>
            {t('account.exchange')}
          </ButtonLink>
        </>
      ) : (
        <ButtonLink tone="secondary" href={paths.secondFactor(locale, paths.account(locale))}>
          {t('account.setUp')}
        </ButtonLink>
      )}
    </Section>
  )
}

/** How news about referrals reaches this account. */
async function News({ ctx, locale }: { ctx: Ctx; locale: Locale }) {
  const t = await getTranslations('accounts')
  const about = await getTranslations('mail.staff')
  const { all, topics } = await readDeliveries(ctx)
  const options = DELIVERIES.map((value) => ({ value, label: t(`news.${value}`) }))
  return (
    <Section id="news" title={t('news.title')}>
      <ActionForm action={saveNews} problem={t('problem')} doneText={t('account.saved')}>
        <input type="hidden" name="locale" value={locale} />
        <FormSelect name="delivery" label={t('news.label')} defaultValue={all} options={options} />
        <Disclosure summary={t('news.byTopic')} open={Object.keys(topics).length > 0}>
          <div className="grid gap-4 sm:grid-cols-2">
            {STAFF_TOPICS.map((topic) => (
              <FormSelect
                key={topic}
                name={`topics.${topic}`}
                label={about(`${topic}.subject`)}
                defaultValue={topics[topic] ?? ''}
                options={[{ value: '', label: t('news.asAbove') }, ...options]}
              />
            ))}
          </div>
        </Disclosure>
        <Button tone="secondary">{t('account.save')}</Button>
      </ActionForm>
    </Section>
  )
}
