import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Choices } from '#app/_ui/choices.tsx'
import { FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { LOCALES } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { GIVERS, METHODS, MODES } from '#refer/consent/model.ts'
import { draftFor } from '#refer/referrals/queries/draft.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { refer } from './actions.ts'

type Props = {
  params: Promise<{ locale: string; clientId: string; clientNeedId: string; serviceId: string }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('match.refer') }
}

/** One page from program to sent: what goes, on what ground, with whose consent. */
export default async function NewReferral(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId, clientNeedId, serviceId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.client(locale, clientId))
  const draft = await orNotFound(draftFor(ctx, { clientId, clientNeedId, serviceId }))
  const t = await getTranslations('refer')
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  return (
    <div className="max-w-3xl space-y-6">
      <PageHeader
        title={t('send.title', { agency: draft.agency.name })}
        above={<a href={paths.clientNeed(locale, clientId, clientNeedId)}>{t('send.back')}</a>}
        lead={draft.service.name}
      />
      <SummaryList
        rows={[
          { term: t('packet.name'), children: <bdi>{draft.clientName}</bdi> },
          { term: t('client.need'), children: needLabel(draft.needId, locale) },
          {
            term: t('send.channel'),
            children: t(`send.channels.${draft.channel}`, { phone: draft.agency.phone ?? '' }),
          },
        ]}
      />
      {draft.agency.victimServices && <Notice tone="ask">{t('send.victimServices')}</Notice>}
      <ActionForm action={refer} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="clientId" value={clientId} />
        <input type="hidden" name="clientNeedId" value={clientNeedId} />
        <input type="hidden" name="serviceId" value={serviceId} />
        <FormSelect
          name="urgency"
          label={t('client.urgency')}
          options={[
            { value: 'routine', label: t('client.routine') },
            { value: 'urgent', label: t('client.urgent') },
          ]}
        />
        <FormTextArea
          name="request"
          label={t('optional', { label: t('packet.request') })}
          hint={t('send.requestHint')}
        />
        <Choices
          type="checkbox"
          name="fields[]"
          legend={t('send.fields')}
          hint={t('send.fieldsHint')}
          chosen={draft.proposed}
          choices={draft.possible.map((value) => ({ value, label: t(`field.${value}`) }))}
        />
        <FormSelect
          name="mode"
          label={t('send.ground')}
          defaultValue={draft.mode}
          options={MODES.map((value) => ({ value, label: t(`send.mode.${value}`) }))}
        />
        <fieldset className="space-y-4 rounded-md border border-line p-4">
          <legend className="px-1 font-semibold">{t('send.consent')}</legend>
          <p className="text-soft">{t('send.consentHint')}</p>
          {draft.consents.length > 0 && (
            <FormSelect
              name="consentId"
              label={t('send.existing')}
              options={[
                { value: '', label: t('send.newConsent') },
                ...draft.consents.map((consent) => ({
                  value: consent.id,
                  label: `${t(`send.mode.${consent.mode}`)}, ${consent.givenAt.toISOString().slice(0, 10)}`,
                })),
              ]}
            />
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <FormSelect
              name="giver"
              label={t('send.giver')}
              options={GIVERS.map((value) => ({ value, label: t(`send.givers.${value}`) }))}
            />
            <FormSelect
              name="method"
              label={t('send.method')}
              options={METHODS.filter((method) => method !== 'link').map((value) => ({
                value,
                label: t(`send.methods.${value}`),
              }))}
            />
            <FormSelect
              name="consentLocale"
              label={t('send.language')}
              defaultValue={locale}
              options={LOCALES.map((value) => ({ value, label: names.of(value) ?? value }))}
            />
            <FormField name="expiresOn" type="date" label={t('send.expires')} />
          </div>
          <FormField
            name="giverName"
            label={t('optional', { label: t('send.giverName') })}
            autoComplete="off"
          />
          <FormField
            name="signature"
            label={t('send.signature')}
            hint={t('send.signatureHint')}
            autoComplete="off"
          />
          <FormField name="witness" label={t('optional', { label: t('send.witness') })} autoComplete="off" />
          <Choices
            type="checkbox"
            name="explained"
            legend={t('send.explained')}
            choices={[
              {
                value: 'yes',
                label: t('send.explainedText', { agency: draft.agency.name, sender: draft.senderName }),
              },
            ]}
          />
        </fieldset>
        <div className="flex flex-wrap gap-3">
          <Button name="step" value="send">
            {t('actions.send')}
          </Button>
          <Button name="step" value="ask" tone="secondary">
            {t('send.askByLink')}
          </Button>
          <Button name="step" value="draft" tone="quiet">
            {t('send.keepDraft')}
          </Button>
        </div>
      </ActionForm>
    </div>
  )
}
