import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormChoices, FormTextArea } from '#app/_ui/form-fields.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { type Doubt, LIKELY, SETTLEMENTS } from '#find/curation/model.ts'
import { openDoubts } from '#find/curation/queries.ts'
import { paths } from '#web/paths.ts'
import { requireRole, timezone } from '#web/session.ts'
import { settle } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('doubts.title'), robots: { index: false } }
}

/** Listings that answers to referrals speak against, each with what a steward makes of it. */
export default async function DoubtsPage(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['steward', 'administrator'], paths.doubts(locale))
  const t = await getTranslations('refer')
  const doubts = await openDoubts(ctx)
  return (
    <div className="max-w-text space-y-6">
      <PageHeader title={t('doubts.title')} lead={t('doubts.lead')} />
      {doubts.length === 0 && <p>{t('doubts.none')}</p>}
      <ul className="divide-y divide-line border-y border-line">
        {doubts.map((doubt) => (
          <li key={`${doubt.serviceId} ${doubt.reason}`} className="space-y-1 py-4">
            <OneDoubt doubt={doubt} locale={locale} />
          </li>
        ))}
      </ul>
    </div>
  )
}

async function OneDoubt({ doubt, locale }: { doubt: Doubt; locale: Locale }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const id = `${doubt.serviceId}-${doubt.reason}`
  const time = { dateStyle: 'medium', timeZone: await timezone() } as const
  return (
    <>
      <h2 className="text-lg">
        <a href={paths.service(locale, doubt.serviceId)} className="inline-flex min-h-target items-center">
          <bdi>{doubt.serviceName}</bdi>
        </a>
      </h2>
      <p className="text-soft">
        <bdi>{doubt.organizationName}</bdi>
      </p>
      <p>
        <strong>{t(`doubts.reason.${doubt.reason}`)}</strong>{' '}
        {t('doubts.said', {
          said: doubt.said,
          answers: doubt.answers,
          when: format.dateTime(doubt.lastAt, time),
        })}
      </p>
      {doubt.settledAt && (
        <p className="text-soft">{t('doubts.before', { when: format.dateTime(doubt.settledAt, time) })}</p>
      )}
      {doubt.reason === 'wrong-number' && doubt.agencyId && (
        <p>
          <a href={paths.agency(locale, doubt.agencyId)} className="inline-flex min-h-target items-center">
            {t('doubts.agency')}
          </a>
        </p>
      )}
      <Disclosure summary={t('doubts.settle')}>
        <ActionForm action={settle} problem={t('problem')}>
          <HiddenFields
            entries={[
              ['locale', locale],
              ['serviceId', doubt.serviceId],
              ['reason', doubt.reason],
            ]}
          />
          <FormChoices
            type="radio"
            name="settled"
            id={`settled-${id}`}
            legend={t('doubts.choose')}
            hint={t('doubts.stands')}
            choices={SETTLEMENTS.map((value) => ({ value, label: t(`doubts.settled.${value}`) }))}
            chosen={[LIKELY[doubt.reason]]}
          />
          <FormTextArea
            name="eligibility"
            id={`eligibility-${id}`}
            label={t('doubts.eligibility')}
            hint={t('doubts.eligibilityHint')}
            defaultValue={doubt.eligibility}
          />
          <Button>{t('doubts.save')}</Button>
        </ActionForm>
      </Disclosure>
    </>
  )
}
