import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField, FormSelect } from '#app/_ui/form-fields.tsx'
import { NAMES } from '#app/_ui/language-switcher.tsx'
import type { Actor } from '#base/access/actor.ts'
import { MAY_GIVE } from '#base/accounts/commands/people.ts'
import type { People } from '#base/accounts/queries.ts'
import { LOCALES, type Locale } from '#base/i18n/locales.ts'
import { sendInvitation, withdraw } from '../actions.ts'

/** Asking somebody in, and who was asked and has not answered. */
export async function Invitations(props: { locale: Locale; actor: Actor; people: People }) {
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const { locale, actor, people } = props
  return (
    <>
      <section aria-labelledby="invite" className="max-w-text space-y-4">
        <h2 id="invite" className="text-xl">
          {t('people.invite')}
        </h2>
        <p className="text-soft">{t('people.inviteLead')}</p>
        <ActionForm action={sendInvitation} problem={t('problem')} doneText={t('people.invited')}>
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="organizationId" value={people.organization.id} />
          <FormField name="email" type="email" label={t('email')} autoComplete="off" required />
          <FormSelect
            name="role"
            label={t('people.role')}
            options={(MAY_GIVE[actor.role] ?? []).map((role) => ({
              value: role,
              label: t(`account.roles.${role}`),
            }))}
          />
          <FormSelect
            name="language"
            label={t('people.language')}
            defaultValue={locale}
            options={LOCALES.map((each) => ({ value: each, label: NAMES[each] }))}
          />
          <Button>{t('people.send')}</Button>
        </ActionForm>
      </section>
      <section aria-labelledby="waiting" className="space-y-3">
        <h2 id="waiting" className="text-xl">
          {t('people.waiting')}
        </h2>
        {people.invitations.length === 0 && <p className="text-soft">{t('people.none')}</p>}
        <ul className="divide-y divide-line">
          {people.invitations.map((invitation) => (
            <li key={invitation.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
              <span>
                <span className="break-all">{invitation.email}</span>: {t(`account.roles.${invitation.role}`)}
                <span className="block text-sm text-soft">
                  {t('people.until', {
                    when: format.dateTime(invitation.expiresAt, { dateStyle: 'medium', timeZone: 'UTC' }),
                  })}
                </span>
              </span>
              <ActionForm action={withdraw} problem={t('problem')} className="">
                <input type="hidden" name="locale" value={locale} />
                <input type="hidden" name="id" value={invitation.id} />
                <Button tone="quiet">{t('people.withdraw')}</Button>
              </ActionForm>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
