import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { linkedSince } from '#base/accounts/commands/identity-provider.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { unlink } from '../actions.ts'
import { Section } from './section.tsx'

/** The link with the organization's identity provider, where there is one, and the way to take it away. */
export async function Provider(props: { ctx: Ctx; locale: Locale }) {
  const { oidc } = readConfig()
  const since = oidc && (await linkedSince(props.ctx, oidc.issuer))
  if (!oidc || !since) return null
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const when = format.dateTime(since, { dateStyle: 'medium', timeZone: 'UTC' })
  return (
    <Section
      id="provider"
      title={t('account.provider', { name: oidc.name })}
      lead={t('account.providerLead', { name: oidc.name, when })}
    >
      <ActionForm action={unlink} problem={t('problem')} className="">
        <input type="hidden" name="locale" value={props.locale} />
        <Button tone="secondary">{t('account.unlink')}</Button>
      </ActionForm>
    </Section>
  )
}
