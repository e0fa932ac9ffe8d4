'use client'

import { useActionState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { ErrorSummary } from '#app/_ui/error-summary.tsx'
import { Field } from '#app/_ui/field.tsx'
import type { FormState } from '#web/action.ts'
import { newRecoveryCodes } from '../actions.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

const EMPTY: FormState = { values: {}, errors: [] }

export function NewCodes(props: {
  locale: string
  words: Record<'problem' | 'code' | 'hint' | 'submit' | 'saveThem', string>
}) {
  const [state, act] = useActionState(newRecoveryCodes, EMPTY)
  const { words } = props
  if (state.done)
    return (
      <div className="space-y-3">
        <p role="status">{words.saveThem}</p>
        <RecoveryCodes codes={state.values.recovery} />
      </div>
    )
  const wrong = state.errors[0]?.message ?? state.message
  return (
    <form action={act} className="space-y-4" noValidate>
      <ErrorSummary title={words.problem} errors={wrong ? [{ message: wrong, fieldId: 'code' }] : []} />
      <input type="hidden" name="locale" value={props.locale} />
      <Field
        name="code"
        label={words.code}
        hint={words.hint}
        error={wrong}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
      />
      <Button tone="secondary">{words.submit}</Button>
    </form>
  )
}
