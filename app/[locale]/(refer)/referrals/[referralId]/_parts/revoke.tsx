import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormChoices, FormSelect } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { revoke } from '../../actions.ts'

/** The client takes the consent back, in one step. */
export async function Revoke({
  locale,
  view,
  consentId,
}: {
  locale: Locale
  view: ReferralView
  consentId: string
}) {
  const t = await getTranslations('refer')
  return (
    <Disclosure summary={t('actions.revoke-consent')}>
      <ActionForm action={revoke} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="referralId" value={view.referral.id} />
        <input type="hidden" name="consentId" value={consentId} />
        <FormSelect
          name="method"
          label={t('send.revokedHow')}
          options={(['voice', 'screen', 'paper'] as const).map((value) => ({
            value,
            label: t(`send.methods.${value}`),
          }))}
        />
        <FormChoices
          type="checkbox"
          name="sure"
          legend={t('send.revokeMeans')}
          choices={[{ value: 'yes', label: t('my.sure') }]}
        />
        <Button tone="danger">{t('actions.revoke-consent')}</Button>
      </ActionForm>
    </Disclosure>
  )
}
