import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormTextArea } from '#app/_ui/form-fields.tsx'
import type { Message } from '#refer/referrals/commands/messages.ts'
import type { FormState } from '#web/action.ts'

/** What the two sides wrote to each other about one referral, and a field to write more. */
export async function Messages(props: {
  messages: readonly Message[]
  own: Message['from']
  timezone: string
  action: (before: FormState, form: FormData) => Promise<FormState>
  markRead: (before: FormState, form: FormData) => Promise<FormState>
  hidden: Record<string, string>
  /** Said in place of the field where nobody on the other side would read it. */
  unread?: string | undefined
  /** Where several stand on one page: whose these are, and how deep. */
  id?: string
  level?: 2 | 3
}) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const heading = props.id ? `messages-${props.id}` : 'messages'
  const Heading = props.level === 3 ? 'h3' : 'h2'
  return (
    <section aria-labelledby={heading} className="space-y-4">
      <Heading id={heading} className={props.level === 3 ? 'text-lg' : 'text-xl'}>
        {t('messages.title')}
      </Heading>
      <ol className="space-y-3">
        {props.messages.map((message) => (
          <li
            key={message.id}
            className={`max-w-prose rounded-md border border-line p-3 ${message.from === props.own ? 'ms-8 bg-rail-tint' : 'me-8 bg-white'}`}
          >
            <p className="text-sm text-soft">
              {t(`party.${message.from}`)} ·{' '}
              <time dateTime={message.sentAt.toISOString()}>
                {format.dateTime(message.sentAt, {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  timeZone: props.timezone,
                })}
              </time>
              {message.from === props.own && message.readAt && ` · ${t('messages.read')}`}
            </p>
            <p dir="auto" className="whitespace-pre-line">
              {message.body}
            </p>
          </li>
        ))}
      </ol>
      {props.messages.some((message) => message.from !== props.own && !message.readAt) && (
        <ActionForm action={props.markRead} problem={t('problem')} className="">
          {Object.entries(props.hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Button tone="quiet">{t('messages.markRead')}</Button>
        </ActionForm>
      )}
      {props.unread ? (
        <p>{props.unread}</p>
      ) : (
        <ActionForm action={props.action} problem={t('problem')} doneText={t('messages.sent')}>
          {Object.entries(props.hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <FormTextArea
            name="body"
            {...(props.id && { id: `body-${props.id}` })}
            label={t('messages.write')}
            required
          />
          <Button tone="secondary">{t('messages.send')}</Button>
        </ActionForm>
      )}
    </section>
  )
}
