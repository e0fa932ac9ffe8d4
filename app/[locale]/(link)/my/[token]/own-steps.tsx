import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { closeOwn, keep, missOwn, scheduleOwn } from './actions.ts'

/** What the person can say of an appointment and of the help, where the lifecycle lets them: as well as the agency can. */
export async function OwnSteps(props: { view: ReferralView; locale: Locale; token: string; today: string }) {
  const { view, locale, token, today } = props
  const { referral, moves } = view
  const t = await getTranslations('refer')
  const can = (action: string) => moves.some((move) => move.action === action)
  const id = (name: string) => `own-${name}-${referral.id}`
  const hidden = (
    <HiddenFields
      entries={Object.entries({
        locale,
        token,
        referralId: referral.id,
        version: String(referral.version),
        timezone: view.agency.calendar.timezone,
      })}
    />
  )
  return (
    <>
      {can('keep') && !referral.selfReferred && (
        <ActionForm action={keep} problem={t('problem')}>
          {hidden}
          <Button tone="secondary">{t('my.keep')}</Button>
        </ActionForm>
      )}
      {can('miss') && (
        <Disclosure summary={t('my.cannotGo')}>
          <ActionForm action={missOwn} problem={t('problem')}>
            {hidden}
            <FormSelect
              name="which"
              id={id('which')}
              label={t('fields.which')}
              options={(['moved', 'missed'] as const).map((value) => ({
                value,
                label: t(`my.miss.${value}`),
              }))}
            />
            <FormTextArea name="why" id={id('why')} label={t('optional', { label: t('fields.why') })} />
            <Button>{t('my.say')}</Button>
          </ActionForm>
        </Disclosure>
      )}
      {can('schedule') && (
        <Disclosure summary={t('my.newDate')}>
          <ActionForm action={scheduleOwn} problem={t('problem')}>
            {hidden}
            <FormField name="at" id={id('at')} type="datetime-local" label={t('fields.at')} required />
            <FormSelect
              name="mode"
              id={id('mode')}
              label={t('fields.mode')}
              options={(['in-person', 'phone', 'online', 'home'] as const).map((value) => ({
                value,
                label: t(`options.mode.${value}`),
              }))}
            />
            <FormField name="place" id={id('place')} label={t('optional', { label: t('fields.place') })} />
            <Button>{t('my.say')}</Button>
          </ActionForm>
        </Disclosure>
      )}
      {can('close-served') && (
        <Disclosure summary={t('my.done')}>
          <ActionForm action={closeOwn} problem={t('problem')}>
            {hidden}
            <FormTextArea name="delivered" id={id('delivered')} label={t('my.got')} required />
            <FormField
              name="on"
              id={id('on')}
              type="date"
              label={t('fields.on')}
              defaultValue={today}
              required
            />
            <FormSelect
              name="enrolment"
              id={id('enrolment')}
              label={t('my.signedUp')}
              options={(['not-enrolled', 'enrolled', 'not-enrolled-on-waitlist'] as const).map((value) => ({
                value,
                label: t(`my.enrolment.${value}`),
              }))}
            />
            <Button>{t('my.say')}</Button>
          </ActionForm>
        </Disclosure>
      )}
    </>
  )
}
