import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { ownSessions } from '#base/accounts/commands/sessions.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { endOne, endOthers } from '../actions.ts'
import { Section } from './section.tsx'

/** Where one is signed in, and the way to end it there. */
export async function Sessions(props: { ctx: Ctx; locale: Locale; current: string }) {
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const sessions = await ownSessions(props.ctx)
  return (
    <Section id="sessions" title={t('account.sessions')}>
      {sessions.map((each) => (
        <Card key={each.id} className="flex flex-wrap items-center justify-between gap-3">
          <p>
            {each.device}
            <span className="block text-sm text-soft">
              {format.dateTime(each.lastSeenAt, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })}{' '}
              UTC
            </span>
          </p>
          {each.id === props.current ? (
            <span className="text-soft">{t('account.this')}</span>
          ) : (
            <ActionForm action={endOne} problem={t('problem')} className="">
              <input type="hidden" name="locale" value={props.locale} />
              <input type="hidden" name="sessionId" value={each.id} />
              <Button tone="quiet">{t('account.end')}</Button>
            </ActionForm>
          )}
        </Card>
      ))}
      {sessions.length > 1 && (
        <ActionForm action={endOthers} problem={t('problem')} className="">
          <input type="hidden" name="locale" value={props.locale} />
          <Button tone="secondary">{t('account.endOthers')}</Button>
        </ActionForm>
      )}
    </Section>
  )
}
