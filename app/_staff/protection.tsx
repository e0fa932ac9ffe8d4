import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import type { ProtectionOf } from '#refer/agencies/protection.ts'
import type { FormState } from '#web/action.ts'

/** What the law says of the organization's records, and so which consent its referrals ask for. */
export async function Protection(props: {
  /** Which page, and whose: the organization's or the agency's id. */
  hidden: Record<string, string>
  protection: ProtectionOf
  action: (before: FormState, form: FormData) => Promise<FormState>
}) {
  const t = await getTranslations('accounts')
  return (
    <section aria-labelledby="protection" className="max-w-text space-y-4">
      <h2 id="protection" className="text-xl">
        {t('protection.title')}
      </h2>
      <p className="text-soft">{t('protection.lead')}</p>
      <ActionForm
        key={Object.values(props.hidden).join()}
        action={props.action}
        problem={t('problem')}
        doneText={t('account.saved')}
      >
        <HiddenFields entries={Object.entries(props.hidden)} />
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
