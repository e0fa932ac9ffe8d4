import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { ownPasskeys } from '#base/accounts/queries.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { dropPasskey } from '../actions.ts'
import { AddPasskey } from './add-passkey.tsx'
import { Section } from './section.tsx'

export async function Passkeys(props: { ctx: Ctx; locale: Locale }) {
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const passkeys = await ownPasskeys(props.ctx)
  return (
    <Section id="passkeys" title={t('account.passkeys')} lead={t('account.passkeysLead')}>
      {passkeys.length === 0 && <p>{t('account.passkeysNone')}</p>}
      {passkeys.map((passkey) => (
        <Card key={passkey.id} className="flex flex-wrap items-center justify-between gap-3">
          <p>
            {passkey.name}
            <span className="block text-sm text-soft">
              {passkey.lastUsedAt
                ? t('account.passkeyUsed', {
                    when: format.dateTime(passkey.lastUsedAt, { dateStyle: 'medium', timeZone: 'UTC' }),
                  })
                : t('account.passkeyNever')}
            </span>
          </p>
          <ActionForm action={dropPasskey} problem={t('problem')} className="">
            <input type="hidden" name="locale" value={props.locale} />
            <input type="hidden" name="passkeyId" value={passkey.id} />
            <Button tone="quiet" aria-label={`${t('account.passkeyRemove')}: ${passkey.name}`}>
              {t('account.passkeyRemove')}
            </Button>
          </ActionForm>
        </Card>
      ))}
      <AddPasskey
        locale={props.locale}
        words={{
          problem: t('problem'),
          name: t('account.passkeyName'),
          submit: t('account.passkeyAdd'),
          done: t('account.passkeyAdded'),
          unable: t('account.passkeyUnable'),
          gaveUp: t('account.passkeyGaveUp'),
        }}
      />
    </Section>
  )
}
