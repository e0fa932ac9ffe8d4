import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { readCard } from '#refer/notifications/answer/card.ts'
import { DECLINE_REASONS } from '#refer/referrals/model.ts'
import { visitorRequest } from '#web/context.ts'
import { answerCard } from './actions.ts'

/** Yes or no with a card in the hand. It says nothing of the person who brought it. */
export async function CardAnswer({ locale, token }: { locale: Locale; token: string }) {
  const t = await getTranslations('refer')
  const card = await readCard(await visitorRequest(), token)
  if (!card) return <PageHeader title={t('link.gone')} lead={t('link.goneLead')} />
  const hidden = (
    <>
      <input type="hidden" name="locale" value={locale} />
      <input type="hidden" name="token" value={token} />
    </>
  )
  return (
    <div className="space-y-4">
      <PageHeader
        title={
          card.agencyName === null ? t('card.answerTitle') : t('link.title', { agency: card.agencyName })
        }
        lead={t('card.answerLead')}
      />
      <p>
        {t('card.code')}: <strong className="ltr font-mono">{card.code}</strong>
      </p>
      <Disclosure summary={t('actions.accept')}>
        <ActionForm action={answerCard} problem={t('problem')} doneText={t('card.thanks')}>
          {hidden}
          <input type="hidden" name="action" value="accept" />
          <FormField name="contactName" label={t('fields.contactName')} />
          <FormField name="firstContactOn" type="date" label={t('fields.firstContactOn')} />
          <Button>{t('actions.accept')}</Button>
        </ActionForm>
      </Disclosure>
      <Disclosure summary={t('actions.decline')}>
        <ActionForm action={answerCard} problem={t('problem')} doneText={t('card.thanks')}>
          {hidden}
          <input type="hidden" name="action" value="decline" />
          <FormSelect
            name="reason"
            label={t('fields.reason')}
            options={DECLINE_REASONS.map((value) => ({ value, label: t(`options.reason.${value}`) }))}
          />
          <FormTextArea name="text" id="decline-text" label={t('optional', { label: t('fields.text') })} />
          <Button tone="danger">{t('actions.decline')}</Button>
        </ActionForm>
      </Disclosure>
    </div>
  )
}
