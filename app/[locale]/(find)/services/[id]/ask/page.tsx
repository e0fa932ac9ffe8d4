import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices, FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { needLabel } from '#find/taxonomy/labels.ts'
import { askableService } from '#refer/referrals/queries/askable.ts'
import { visitorRequest } from '#web/context.ts'
import { paths } from '#web/paths.ts'
import { orNotFound } from '#web/session.ts'
import { AskForm } from './ask-form.tsx'

type Props = { params: Promise<{ locale: string; id: string }> }

export const metadata: Metadata = {
  title: { absolute: 'Handrail' },
  robots: { index: false },
  referrer: 'same-origin',
}

const LANGUAGES = ['en', 'es', 'ar', 'zh', 'vi', 'ht', 'tl'] as const

/** Asking a program for help oneself, without an account. */
export default async function Ask(props: Props) {
  const locale = await localeOf(props.params)
  const { id } = await props.params
  const service = await orNotFound(askableService(await visitorRequest(), id))
  const t = await getTranslations('refer')
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  return (
    <div className="max-w-text">
      <PageHeader
        title={t('selfRefer.title', { agency: service.organizationName })}
        above={<a href={paths.service(locale, id)}>{service.name}</a>}
        lead={service.byMail ? t('selfRefer.lead') : t('selfRefer.byPhone')}
      />
      {service.byMail && (
        <AskForm
          problem={t('problem')}
          sent={{ title: t('selfRefer.sent'), text: t('selfRefer.sentText'), link: t('selfRefer.link') }}
        >
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="serviceId" value={id} />
          <FormSelect
            name="needId"
            label={t('client.need')}
            options={service.needs.map((value) => ({ value, label: needLabel(value, locale) }))}
          />
          <FormField
            name="name"
            label={t('selfRefer.name')}
            hint={t('selfRefer.nameHint')}
            autoComplete="name"
            required
          />
          <FormChoices
            type="checkbox"
            name="channels[]"
            id="channels"
            legend={t('client.channels')}
            inline
            choices={(['call', 'text', 'mail'] as const).map((value) => ({
              value,
              label: t(`options.channel.${value}`),
            }))}
          />
          <FormField
            name="phone"
            type="tel"
            label={t('optional', { label: t('client.phone') })}
            autoComplete="tel"
          />
          <FormField
            name="email"
            type="email"
            label={t('optional', { label: t('client.email') })}
            autoComplete="email"
          />
          <FormChoices
            type="checkbox"
            name="noVoicemail"
            legend={t('client.limits')}
            choices={[{ value: 'yes', label: t('selfRefer.noVoicemail') }]}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <FormField
              name="hoursFrom"
              type="time"
              label={t('optional', { label: t('selfRefer.hoursFrom') })}
            />
            <FormField name="hoursTo" type="time" label={t('optional', { label: t('selfRefer.hoursTo') })} />
          </div>
          <FormField
            name="callerAlias"
            label={t('optional', { label: t('selfRefer.callerAlias') })}
            hint={t('selfRefer.callerAliasHint')}
            autoComplete="off"
          />
          <FormSelect
            name="language"
            label={t('selfRefer.language')}
            defaultValue={locale}
            options={LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))}
          />
          <FormTextArea
            name="request"
            label={t('optional', { label: t('selfRefer.request') })}
            hint={t('selfRefer.requestHint')}
          />
          <FormChoices
            type="checkbox"
            name="consent"
            legend={t('selfRefer.consent')}
            choices={[
              { value: 'yes', label: t('selfRefer.consentText', { agency: service.organizationName }) },
            ]}
          />
          <Button>{t('selfRefer.send')}</Button>
        </AskForm>
      )}
    </div>
  )
}
