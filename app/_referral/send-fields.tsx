import { getFormatter, getTranslations } from 'next-intl/server'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { GROUND_REASONS } from '#refer/consent/model.ts'
import type { Proposal, Urgency } from '#refer/referrals/model.ts'
import type { DraftView } from '#refer/referrals/queries/draft.ts'
import { ConsentFields } from './consent-fields.tsx'

/** What goes, on what ground, with whose consent: for a new referral and for a draft that was kept. */
export async function SendFields(props: {
  draft: DraftView
  locale: Locale
  kept?: { urgency: Urgency; request: string | null; proposal: Proposal | null; waiting: boolean }
}) {
  const { draft, locale, kept } = props
  const { proposal, request } = kept ?? { proposal: null, request: null }
  const t = await getTranslations('refer')
  const format = await getFormatter()
  return (
    <>
      <FormSelect
        name="urgency"
        defaultValue={kept?.urgency ?? draft.urgency}
        label={t('client.urgency')}
        options={[
          { value: 'routine', label: t('client.routine') },
          { value: 'urgent', label: t('client.urgent') },
        ]}
      />
      <FormTextArea
        name="request"
        defaultValue={request ?? undefined}
        label={t('optional', { label: t('packet.request') })}
        hint={t('send.requestHint')}
      />
      <FormChoices
        type="checkbox"
        name="fields[]"
        legend={t('send.fields')}
        hint={t('send.fieldsHint')}
        chosen={proposal?.fields ?? draft.proposed}
        choices={draft.possible.map((value) => ({ value, label: t(`field.${value}`) }))}
      />
      {draft.safeNote && (
        <FormChoices
          type="checkbox"
          name="withoutNote"
          legend={t('send.note')}
          choices={[{ value: 'yes', label: t('send.withoutNote') }]}
        />
      )}
      <FormSelect
        name="mode"
        label={t('send.ground')}
        defaultValue={proposal?.mode ?? draft.mode}
        options={draft.grounds.map((value) => ({ value, label: t(`send.mode.${value}`) }))}
      />
      {draft.grounds.length > 1 && draft.mode === 'part2' && (
        <>
          <Notice tone="ask">{t('send.groundWeaker')}</Notice>
          <FormSelect
            name="groundReason"
            label={t('send.groundReason')}
            defaultValue={proposal?.groundReason ?? ''}
            options={[
              { value: '', label: t('send.groundKept') },
              ...GROUND_REASONS.map((value) => ({ value, label: t(`send.groundReasons.${value}`) })),
            ]}
          />
        </>
      )}
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
                label: `${t(`send.mode.${consent.mode}`)}, ${format.dateTime(consent.givenAt, { dateStyle: 'medium', timeZone: consent.timezone })}`,
              })),
            ]}
          />
        )}
        <ConsentFields draft={draft} locale={locale} proposal={proposal} />
      </fieldset>
      <NoLinkNote draft={draft} />
      <div className="flex flex-wrap gap-3">
        <Button name="step" value="send">
          {t('actions.send')}
        </Button>
        {Object.values(draft.byLink).includes(null) && (
          <Button name="step" value="ask" tone="secondary">
            {t(kept?.waiting ? 'actions.ask-again' : 'send.askByLink')}
          </Button>
        )}
        {/* A question that somebody reads is not changed without telling them. */}
        {!kept?.waiting && (
          <Button name="step" value="draft" tone="quiet">
            {t('send.keepDraft')}
          </Button>
        )}
      </div>
    </>
  )
}

/** Who cannot be asked by a link, and what to do instead: said before anybody tries. */
async function NoLinkNote({ draft }: { draft: DraftView }) {
  const t = await getTranslations('refer')
  const asked = draft.minor && !draft.minor.rule ? 'guardian' : 'client'
  const why = draft.byLink[asked]
  return why && <Notice tone="ask">{t(`send.noLink.${why}`)}</Notice>
}
