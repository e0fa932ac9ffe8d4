import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { FormField, FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { type Emergency, readEmergencies } from '#refer/clients/break-glass.ts'
import { paths } from '#web/paths.ts'
import { requireRole, timezone } from '#web/session.ts'
import { closeRecord, openRecord } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.emergency') }
}

export default async function EmergencyPage(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.emergency(locale))
  const emergencies = await readEmergencies(ctx)
  const t = await getTranslations('refer.emergency')
  const refer = await getTranslations('refer')
  return (
    <div className="max-w-3xl space-y-8">
      <PageHeader title={t('title')} lead={t('lead')} />
      <ActionForm action={openRecord} problem={refer('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <fieldset className="space-y-4">
          <legend className="mb-2 font-semibold">{t('find')}</legend>
          <FormField name="phone" type="tel" label={t('phone')} autoComplete="off" />
          <FormField name="email" type="email" label={t('email')} autoComplete="off" />
          <div className="grid gap-4 sm:grid-cols-2">
            <FormField name="givenName" label={t('givenName')} autoComplete="off" />
            <FormField name="familyName" label={t('familyName')} autoComplete="off" />
          </div>
        </fieldset>
        <FormTextArea name="reason" label={t('reason')} hint={t('reasonHint')} required />
        <Button>{t('open')}</Button>
      </ActionForm>
      <section aria-labelledby="opened" className="space-y-3">
        <h2 id="opened" className="text-xl">
          {t('list')}
        </h2>
        {emergencies.length === 0 && <p>{t('none')}</p>}
        <ul className="space-y-3">
          {emergencies.map((emergency) => (
            <Opened
              key={emergency.id}
              emergency={emergency}
              locale={locale}
              now={ctx.now}
              problem={refer('problem')}
            />
          ))}
        </ul>
      </section>
    </div>
  )
}

async function Opened(props: { emergency: Emergency; locale: Locale; now: Date; problem: string }) {
  const { emergency, locale, now } = props
  const t = await getTranslations('refer.emergency')
  const format = await getFormatter()
  const timeZone = await timezone()
  const time = (at: Date) => format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const state = emergency.endedAt
    ? t('ended', { time: time(emergency.endedAt) })
    : emergency.expiresAt > now
      ? t('until', { time: time(emergency.expiresAt) })
      : t('over', { time: time(emergency.expiresAt) })
  return (
    <Card as="li" className="space-y-2">
      <p className="font-semibold">
        <bdi>{emergency.who}</bdi> · {time(emergency.startedAt)}
      </p>
      <p dir="auto">{emergency.reason}</p>
      <p className="text-soft">{state}</p>
      {emergency.open && (
        <div className="flex flex-wrap gap-3">
          <ButtonLink tone="secondary" href={paths.client(locale, emergency.clientId)}>
            {t('record')}
          </ButtonLink>
          <ActionForm action={closeRecord} problem={props.problem} className="">
            <input type="hidden" name="locale" value={locale} />
            <input type="hidden" name="id" value={emergency.id} />
            <Button tone="quiet">{t('close')}</Button>
          </ActionForm>
        </div>
      )}
    </Card>
  )
}
