import { getTranslations } from 'next-intl/server'
import { FormChoices, FormField, FormFile, FormSelect } from '#app/_ui/form-fields.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { LOCALES, type Locale } from '#base/i18n/locales.ts'
import { GIVERS, METHODS } from '#refer/consent/model.ts'
import type { Proposal } from '#refer/referrals/model.ts'
import type { DraftView } from '#refer/referrals/queries/draft.ts'

/** Who gives a consent, how, in which language, until when, and the signature: for a first one and for a new one. */
export async function ConsentFields(props: {
  draft: DraftView
  locale: Locale
  proposal: Pick<Proposal, 'giver' | 'method' | 'locale' | 'expiresOn'> | null
}) {
  const { draft, locale, proposal } = props
  const t = await getTranslations('refer')
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  return (
    <>
      {draft.minor && <MinorRuleNote minor={draft.minor} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <FormSelect
          name="giver"
          defaultValue={proposal?.giver ?? (draft.minor ? 'guardian' : 'client')}
          label={t('send.giver')}
          options={GIVERS.map((value) => ({ value, label: t(`send.givers.${value}`) }))}
        />
        <FormSelect
          name="method"
          defaultValue={proposal?.method === 'link' ? 'screen' : proposal?.method}
          label={t('send.method')}
          options={METHODS.filter((method) => method !== 'link').map((value) => ({
            value,
            label: t(`send.methods.${value}`),
          }))}
        />
        <FormSelect
          name="consentLocale"
          label={t('send.language')}
          defaultValue={proposal?.locale ?? draft.clientLocale}
          options={LOCALES.map((value) => ({ value, label: names.of(value) ?? value }))}
        />
        <FormField
          name="expiresOn"
          type="date"
          defaultValue={proposal?.expiresOn ?? draft.endsOn}
          label={t('send.expires')}
        />
      </div>
      <FormField name="giverName" label={t('optional', { label: t('send.giverName') })} autoComplete="off" />
      <FormField
        name="signature"
        label={t('send.signature')}
        hint={t('send.signatureHint')}
        autoComplete="off"
      />
      <FormFile
        name="paper"
        idName="attachmentId"
        keptText={t('send.fileKept')}
        label={t('optional', { label: t('send.paper') })}
        hint={t('send.paperHint')}
      />
      <FormFile
        name="authority"
        idName="authorityId"
        keptText={t('send.fileKept')}
        label={t('optional', { label: t('send.authority') })}
        hint={t('send.authorityHint')}
      />
      <FormField
        name="giverCapacity"
        label={t('optional', { label: t('send.giverCapacity') })}
        autoComplete="off"
      />
      <FormField name="witness" label={t('optional', { label: t('send.witness') })} autoComplete="off" />
      <FormChoices
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
    </>
  )
}

/** Whether this minor may consent alone, by which rule, and whether anybody qualified has confirmed it. */
async function MinorRuleNote({ minor }: { minor: NonNullable<DraftView['minor']> }) {
  const t = await getTranslations('refer')
  const { rule } = minor
  return (
    <Notice tone="ask">
      {rule
        ? t('send.minorRule', { age: minor.age, from: rule.fromAge, state: rule.state, source: rule.source })
        : t('send.minorNoRule', { age: minor.age })}
      {rule && !rule.checkedBy && ` ${t('send.minorUnchecked')}`}
    </Notice>
  )
}
