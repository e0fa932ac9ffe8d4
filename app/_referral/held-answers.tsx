import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import type { HeldAnswer } from '#refer/notifications/answer/held.ts'
import type { FormState } from '#web/action.ts'
import { ACTION_FIELDS } from './action-fields.ts'

/**
 * Answers that came as if from a machine. Nothing of them has happened: the agency is asked, then one button. Of a
 * self-referral the agency reads this itself.
 */
export async function HeldAnswers(props: {
  held: readonly HeldAnswer[]
  timezone: string
  phone: string | null
  /** The reader is the agency whose answer it is. */
  own?: boolean
  action: (before: FormState, form: FormData) => Promise<FormState>
  hidden: Record<string, string>
}) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  if (props.held.length === 0) return null
  return (
    <section aria-labelledby="held" className="space-y-4 rounded-md border-2 border-ask bg-ask-tint p-4">
      <h2 id="held" className="text-xl">
        {t('held.title')}
      </h2>
      <p>{props.own ? t('held.ownLead') : t('held.lead', { phone: props.phone ?? '' })}</p>
      {props.held.map((answer) => (
        <div key={answer.id} className="space-y-3 border-t border-line pt-3">
          <p>
            <strong>{t(`actions.${answer.action.name}`)}</strong>,{' '}
            {format.dateTime(answer.at, {
              dateStyle: 'medium',
              timeStyle: 'medium',
              timeZone: props.timezone,
            })}
            . {t(`held.why.${answer.why}`)}
          </p>
          <dl className="text-sm">
            {ACTION_FIELDS[answer.action.name].map(({ name, options }) => {
              const value = answer.action.data[name]
              if (value === undefined || value === '') return null
              return (
                <div key={name} className="flex flex-wrap gap-x-2">
                  <dt className="text-soft">{t(`fields.${name}`)}</dt>
                  <dd>
                    <bdi>{options ? t(`options.${options.list}.${String(value)}`) : String(value)}</bdi>
                  </dd>
                </div>
              )
            })}
          </dl>
          <ActionForm action={props.action} problem={t('problem')}>
            {Object.entries(props.hidden).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <input type="hidden" name="heldId" value={answer.id} />
            {!props.own && (
              <FormField name="who" id={`who-${answer.id}`} label={t('held.who')} autoComplete="off" />
            )}
            <div className="flex flex-wrap gap-3">
              <Button name="decision" value="applied">
                {t(props.own ? 'held.ownApply' : 'held.apply')}
              </Button>
              <Button name="decision" value="discarded" tone="secondary">
                {t(props.own ? 'held.ownDiscard' : 'held.discard')}
              </Button>
            </div>
          </ActionForm>
        </div>
      ))}
    </section>
  )
}
