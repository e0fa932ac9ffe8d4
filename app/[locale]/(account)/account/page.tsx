import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { FormSelect } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { ownSessions } from '#base/accounts/commands/sessions.ts'
import { paths } from '#web/paths.ts'
import { currentSession, requestCtx } from '#web/session.ts'
import { actFor, endOne, endOthers } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('accounts'))('account.title'), robots: { index: false } }
}

/** One's own sessions, and for whom one acts. */
export default async function Account(props: Props) {
  const locale = await localeOf(props.params)
  const session = await currentSession()
  if (!session) redirect(paths.signIn(locale, paths.account(locale)))
  if (session.state === 'second-factor') redirect(paths.secondFactor(locale, paths.account(locale)))
  if (!session.actor) redirect(paths.signIn(locale, paths.account(locale)))
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const sessions = await ownSessions(await requestCtx())
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
      <section aria-labelledby="sessions" className="space-y-3">
        <h2 id="sessions" className="text-xl">
          {t('account.sessions')}
        </h2>
        {sessions.map((each) => (
          <Card key={each.id} className="flex flex-wrap items-center justify-between gap-3">
            <p>
              {each.device}
              <span className="block text-sm text-soft">
                {format.dateTime(each.lastSeenAt, {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  timeZone: 'UTC',
                })}{' '}
                UTC
              </span>
            </p>
            {each.id === session.session.id ? (
              <span className="text-soft">{t('account.this')}</span>
            ) : (
              <ActionForm action={endOne} problem={t('problem')} className="">
                <input type="hidden" name="locale" value={locale} />
                <input type="hidden" name="sessionId" value={each.id} />
                <Button tone="quiet">{t('account.end')}</Button>
              </ActionForm>
            )}
          </Card>
        ))}
        {sessions.length > 1 && (
          <ActionForm action={endOthers} problem={t('problem')} className="">
            <input type="hidden" name="locale" value={locale} />
            <Button tone="secondary">{t('account.endOthers')}</Button>
          </ActionForm>
        )}
      </section>
    </div>
  )
}
