import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField, FormSelect } from '#app/_ui/form-fields.tsx'
import { Select } from '#app/_ui/select.tsx'
import { zoneOptions } from '#app/_ui/zones.ts'
import type { CareOrganization } from '#base/accounts/queries.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { keepPhone, makeOrganization } from '../actions.ts'

/** Whose people to look at, for an administrator of all. */
export async function ChooseOrganization(props: { organizations: CareOrganization[]; shown: string }) {
  const t = await getTranslations('accounts')
  return (
    <form method="get" className="flex max-w-text flex-wrap items-end gap-3">
      <Select
        name="organization"
        label={t('people.choose')}
        defaultValue={props.shown}
        options={props.organizations.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button tone="secondary">{t('people.show')}</Button>
    </form>
  )
}

/** The number that stands on what the organization prints and faxes. */
export async function CalledBack(props: { locale: Locale; organization: CareOrganization }) {
  const { locale, organization } = props
  const t = await getTranslations('accounts')
  return (
    <section aria-labelledby="called-back" className="max-w-text space-y-4">
      <h2 id="called-back" className="text-xl">
        {t('people.calledBack')}
      </h2>
      <p className="text-soft">{t('people.calledBackLead')}</p>
      <ActionForm
        key={organization.id}
        action={keepPhone}
        problem={t('problem')}
        doneText={t('account.saved')}
      >
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="organizationId" value={organization.id} />
        <FormField
          name="phone"
          id="organization-phone"
          type="tel"
          label={t('people.phone')}
          defaultValue={organization.phone ?? undefined}
          autoComplete="off"
        />
        <Button tone="secondary">{t('account.save')}</Button>
      </ActionForm>
    </section>
  )
}

export async function OpenOrganization({ locale }: { locale: Locale }) {
  const t = await getTranslations('accounts')
  return (
    <section aria-labelledby="open-organization" className="max-w-text space-y-4">
      <h2 id="open-organization" className="text-xl">
        {t('people.opening')}
      </h2>
      <p className="text-soft">{t('people.openingLead')}</p>
      <ActionForm action={makeOrganization} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <FormField
          name="name"
          id="organization-name"
          label={t('people.organizationName')}
          autoComplete="off"
          required
        />
        {(['refers', 'receives'] as const).map((what) => (
          <label key={what} className="flex min-h-target items-center gap-3">
            <input type="checkbox" name={what} className="size-6 accent-rail" />
            {t(`people.${what}`)}
          </label>
        ))}
        <FormSelect
          name="timezone"
          label={t('people.timezone')}
          defaultValue="America/Chicago"
          options={zoneOptions(locale)}
        />
        <FormField name="listing" label={t('people.listing')} inputMode="url" autoComplete="off" />
        <Button tone="secondary">{t('people.open')}</Button>
      </ActionForm>
    </section>
  )
}
