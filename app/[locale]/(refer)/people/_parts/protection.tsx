import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ProtectionOf } from '#refer/agencies/protection.ts'
import { protectOrganization } from '../actions.ts'

/** What the law says of the organization's records, and so which consent its referrals ask for. */
export async function Protection(props: {
  locale: Locale
  organizationId: string
  protection: ProtectionOf
}) {
  const t = await getTranslations('accounts')
  return (
    <section aria-labelledby="protection" className="max-w-text space-y-4">
      <h2 id="protection" className="text-xl">
        {t('protection.title')}
      </h2>
      <p className="text-soft">{t('protection.lead')}</p>
      <ActionForm
        key={props.organizationId}
        action={protectOrganization}
        problem={t('problem')}
        doneText={t('account.saved')}
      >
        <input type="hidden" name="locale" value={props.locale} />
        <input type="hidden" name="organizationId" value={props.organizationId} />
        {(['part2Program', 'victimServices'] as const).map((what) => (
          <label key={what} className="flex min-h-target items-center gap-3">
            <input
              type="checkbox"
              name={what}
              defaultChecked={props.protection[what]}
              className="size-6 shrink-0 accent-rail"
            />
            {t(`protection.${what}`)}
          </label>
        ))}
        <Button tone="secondary">{t('account.save')}</Button>
      </ActionForm>
    </section>
  )
}
