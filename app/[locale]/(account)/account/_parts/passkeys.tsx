import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { PasskeyButton } from '#app/[locale]/(account)/sign-in/passkey-button.tsx'
import { passkeyWaitsFor } from '#base/accounts/commands/second-factor.ts'
import { ownPasskeys } from '#base/accounts/queries.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { dropPasskey, proveAgain, provePasskey } from '../actions.ts'
import { AddPasskey } from './add-passkey.tsx'
import { Section } from './section.tsx'

export async function Passkeys(props: {
  ctx: Ctx
  locale: Locale
  own: { accountId: string; sessionId: string }
  hasTotp: boolean
}) {
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const passkeys = await ownPasskeys(props.ctx)
  const waits = await passkeyWaitsFor(props.ctx, props.own)
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
      {waits === null ? (
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
      ) : waits === 'mailed-link' ? (
        <p>{t('account.passkeyAfterReset')}</p>
      ) : (
        <ShowAgain locale={props.locale} hasTotp={props.hasTotp} hasPasskey={passkeys.length > 0} />
      )}
    </Section>
  )
}

/** A passkey is both steps at once, so another one takes a fresh sign of its owner, as another app does. */
async function ShowAgain(props: { locale: Locale; hasTotp: boolean; hasPasskey: boolean }) {
  const t = await getTranslations('accounts')
  return (
    <>
      <p>{t('account.passkeyProof')}</p>
      {props.hasTotp && (
        <ActionForm action={proveAgain} problem={t('problem')} ids="passkey">
          <input type="hidden" name="locale" value={props.locale} />
          <input type="hidden" name="back" value="passkeys" />
          <FormField
            name="code"
            label={t('account.passkeyCode')}
            hint={t('secondFactor.hint')}
            autoComplete="one-time-code"
            inputMode="text"
            required
          />
          <Button tone="secondary">{t('secondFactor.submit')}</Button>
        </ActionForm>
      )}
      {props.hasPasskey && (
        <PasskeyButton
          show={provePasskey}
          locale={props.locale}
          back="passkeys"
          words={{
            problem: t('problem'),
            submit: t('exchange.passkey'),
            hint: t('signIn.passkeyHint'),
            gaveUp: t('signIn.passkeyGaveUp'),
          }}
        />
      )}
    </>
  )
}
