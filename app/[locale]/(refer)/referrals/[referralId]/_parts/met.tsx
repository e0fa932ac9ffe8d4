import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { OUTCOMES } from '#refer/referrals/model.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { sayMet } from '../../actions.ts'

/** Whether the need was met, as the coordinator heard it. */
export async function Met({ locale, view }: { locale: Locale; view: ReferralView }) {
  const t = await getTranslations('refer')
  return (
    <Disclosure
      summary={t('outcome.say')}
      open={
        view.referral.status === 'closed-served' &&
        !view.outcomes.some((outcome) => outcome.saidBy !== 'agency')
      }
    >
      <ActionForm action={sayMet} problem={t('problem')} doneText={t('my.thanks')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="referralId" value={view.referral.id} />
        <FormSelect
          name="outcome"
          label={t('outcome.title')}
          required
          options={[
            { value: '', label: t('outcome.choose') },
            ...OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
          ]}
        />
        <FormTextArea name="note" label={t('optional', { label: t('fields.note') })} />
        <Button>{t('client.save')}</Button>
      </ActionForm>
    </Disclosure>
  )
}
