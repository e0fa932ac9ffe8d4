import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { getFormatter, getTranslations } from 'next-intl/server'
import { Card } from '#app/_ui/card.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { systemActor } from '#base/access/actor.ts'
import { caughtMail } from '#base/mail/catcher.ts'
import { isLoopback } from '#base/runtime/client-address.ts'
import { readConfig } from '#base/runtime/config.ts'
import { visitorRequest } from '#web/context.ts'
import { requestAddress } from '#web/origin.ts'

type Props = { params: Promise<{ locale: string }> }

export const metadata: Metadata = { robots: { index: false }, referrer: 'no-referrer' }

const LOOPBACK_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/**
 * Reader, server, the name in the address and the site's own are all this machine, and no mail server is set. The names
 * count too: a proxy in front comes from loopback as well.
 */
async function onThisMachine(): Promise<boolean> {
  const { smtpUrl, host, appUrl } = readConfig()
  const asked = (await headers()).get('host') ?? ''
  const names = [asked, new URL(appUrl).host]
  const here = isLoopback(host) && isLoopback(requestAddress())
  return !smtpUrl && here && names.every((name) => LOOPBACK_NAME.test(name))
}

/** The development catcher: what would have been mailed, links and all. */
export default async function CaughtMail(props: Props) {
  await localeOf(props.params)
  if (!(await onThisMachine())) notFound()
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const letters = await caughtMail({ ...(await visitorRequest()), actor: systemActor('mail-catcher') })
  return (
    <>
      <PageHeader title={t('mailbox.title')} lead={t('mailbox.lead')} />
      {letters.length === 0 && <p>{t('mailbox.none')}</p>}
      <ol className="space-y-4">
        {letters.map((letter) => (
          <Card as="li" key={letter.id} className="space-y-2">
            <h2 className="text-lg">{letter.subject}</h2>
            <p className="text-sm text-soft">
              {t('mailbox.to', { to: letter.to })},{' '}
              {format.dateTime(letter.queuedAt, {
                dateStyle: 'medium',
                timeStyle: 'medium',
                timeZone: 'UTC',
              })}{' '}
              UTC
              {!letter.sentAt && ` · ${t('mailbox.waits')}`}
            </p>
            <p className="whitespace-pre-wrap">{letter.text.replace(letter.link ?? '', '').trim()}</p>
            {letter.link && (
              <p className="break-all">
                <a href={letter.link}>{letter.link}</a>
              </p>
            )}
          </Card>
        ))}
      </ol>
    </>
  )
}
