import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField, FormTextArea } from '#app/_ui/form-fields.tsx'
import type { FormState } from '#web/action.ts'

/** An agency sends a person on: it names a program and why; consent and sending are the coordinator's. */
export async function ReferOn(props: {
  action: (before: FormState, form: FormData) => Promise<FormState>
  version: number
  /** Fields that say which referral, or which link. */
  hidden: Record<string, string>
}) {
  const t = await getTranslations('refer')
  return (
    <Disclosure id="refer-on" summary={t('onward.title')}>
      <p className="mb-3 text-soft">{t('onward.lead')}</p>
      <ActionForm action={props.action} problem={t('problem')} doneText={t('onward.done')}>
        {Object.entries(props.hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="version" value={props.version} />
        <FormField
          name="program"
          id="refer-on-program"
          label={t('fields.program')}
          hint={t('hints.program')}
          required
        />
        <FormTextArea name="text" id="refer-on-text" label={t('optional', { label: t('fields.text') })} />
        <Button>{t('onward.do')}</Button>
      </ActionForm>
    </Disclosure>
  )
}
