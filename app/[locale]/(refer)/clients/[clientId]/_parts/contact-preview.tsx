import { getFormatter, getTranslations } from 'next-intl/server'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { type PreviewedMessage, previewOf } from '#refer/notifications/preview.ts'
import { timezone } from '#web/session.ts'

/** Exactly what would go out, for each kind of news, so that nobody has to guess what a shared phone shows. */
export async function ContactPreview({ ctx, clientId }: { ctx: Ctx; clientId: string }) {
  const t = await getTranslations('refer')
  const preview = await previewOf(ctx, clientId)
  return (
    <Disclosure summary={t('preview.title')}>
      <ol className="space-y-6">
        {preview.messages.map((message) => (
          <li key={`${message.to} ${message.topics[0]}`}>
            <Message message={message} locale={preview.locale} now={ctx.now} />
          </li>
        ))}
      </ol>
    </Disclosure>
  )
}

async function Message(props: { message: PreviewedMessage; locale: Locale; now: Date }) {
  const { to, topics, reach, letter } = props.message
  const t = await getTranslations('refer')
  const format = await getFormatter()
  return (
    <div className="space-y-2">
      {to === 'guardian' && <p className="font-semibold">{t('client.guardian')}</p>}
      <p className="text-soft">{t('preview.sentFor')}</p>
      <ul className="list-disc ps-5">
        {topics.map((topic) => (
          <li key={topic}>{t(`preview.topics.${topic}`)}</li>
        ))}
      </ul>
      {reach.channel === null ? (
        <p className="font-semibold">{t(`preview.why.${reach.why}`)}</p>
      ) : (
        <p>
          {t(`preview.${reach.channel}`)} <bdi>{reach.to}</bdi>,{' '}
          {reach.notBefore > props.now
            ? t('preview.from', {
                time: format.dateTime(reach.notBefore, {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  timeZone: await timezone(),
                }),
              })
            : t('preview.now')}
        </p>
      )}
      {letter && (
        <blockquote
          lang={props.locale}
          dir="auto"
          className="max-w-prose space-y-2 rounded-md border border-line bg-sunken p-3"
        >
          {letter.subject && <p className="font-semibold">{letter.subject}</p>}
          <p className="whitespace-pre-line break-words">{letter.text}</p>
        </blockquote>
      )}
    </div>
  )
}
