import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'
import { savePassword } from '../actions.ts'
import { Section } from './section.tsx'

/** A new password: with the old one, or without it for whoever came by a mailed link a moment ago. */
export async function Password(props: {
  locale: Locale
  hasPassword: boolean
  /** Until when the old password is not asked for; null when it is. */
  openUntil: Date | null
}) {
  const t = await getTranslations('accounts')
  const { locale, hasPassword, openUntil } = props
  const asksOld = hasPassword && !openUntil
  const lead = !hasPassword ? t('account.passwordNone') : openUntil ? t('account.passwordOpen') : undefined
  return (
    <Section id="password" title={t('account.passwordTitle')} {...(lead && { lead })}>
      <ActionForm action={savePassword} problem={t('problem')} doneText={t('account.passwordChanged')}>
        <input type="hidden" name="locale" value={locale} />
        {asksOld && (
          <FormField
            name="currentPassword"
            type="password"
            label={t('account.currentPassword')}
            autoComplete="current-password"
            required
          />
        )}
        <FormField
          name="newPassword"
          type="password"
          label={t('account.newPassword')}
          hint={t('account.passwordHint')}
          autoComplete="new-password"
          required
        />
        <Button tone="secondary">
          {hasPassword ? t('account.changePassword') : t('account.setPassword')}
        </Button>
        {asksOld && (
          <p>
            <a href={`${paths.signIn(locale, paths.account(locale))}#by-mail`}>{t('signIn.forgot')}</a>
          </p>
        )}
      </ActionForm>
    </Section>
  )
}
