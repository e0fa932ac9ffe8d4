import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormChoices, FormField, FormSelect } from '#app/_ui/form-fields.tsx'
import { API_KEY_DAYS, API_SCOPES, type ApiKey } from '#base/accounts/model.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { timezone } from '#web/session.ts'
import { endKey, makeKey } from '../actions.ts'
import { Confirm } from './confirm.tsx'
import { ShownOnce } from './shown-once.tsx'

/** Keys for systems outside: what each is for, when it was last used, and ending it. */
export async function ApiKeys(props: { locale: Locale; organizationId: string; keys: readonly ApiKey[] }) {
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const timeZone = await timezone()
  const day = (at: Date) => format.dateTime(at, { dateStyle: 'medium', timeZone })
  const { locale, organizationId, keys } = props
  return (
    <section aria-labelledby="keys" className="max-w-text space-y-4">
      <h2 id="keys" className="text-xl">
        {t('keys.title')}
      </h2>
      <p className="text-soft">{t('keys.lead')}</p>
      {keys.length === 0 && <p>{t('keys.none')}</p>}
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={key.id} className="space-y-1 py-2">
            <p className="font-semibold">
              <bdi>{key.name}</bdi>
            </p>
            <p className="text-sm text-soft">
              {key.scopes.map((scope) => t(`keys.scopes.${scope}`)).join(', ')}
              {key.expiresAt && (
                <span className="block">{t('keys.until', { when: day(key.expiresAt) })}</span>
              )}
              <span className="block">
                {key.lastUsedAt ? t('keys.used', { when: day(key.lastUsedAt) }) : t('keys.unused')}
              </span>
            </p>
            <Confirm
              label={t('keys.end')}
              question={t('keys.endQuestion')}
              yes={t('keys.endYes')}
              problem={t('problem')}
              action={endKey}
              fields={{ locale, id: key.id }}
            />
          </li>
        ))}
      </ul>
      <Disclosure summary={t('keys.make')}>
        <ActionForm action={makeKey} problem={t('problem')}>
          <ShownOnce name="key" says={t('keys.once')} />
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="organizationId" value={organizationId} />
          <FormField
            name="name"
            label={t('keys.name')}
            hint={t('keys.nameHint')}
            autoComplete="off"
            required
          />
          <FormChoices
            type="checkbox"
            name="scopes[]"
            id="scopes"
            legend={t('keys.for')}
            choices={API_SCOPES.map((value) => ({ value, label: t(`keys.scopes.${value}`) }))}
          />
          <FormSelect
            name="days"
            label={t('keys.days')}
            defaultValue="90"
            options={API_KEY_DAYS.map((days) => ({
              value: String(days),
              label: t('keys.dayCount', { count: days }),
            }))}
          />
          <Button>{t('keys.make')}</Button>
        </ActionForm>
      </Disclosure>
    </section>
  )
}
