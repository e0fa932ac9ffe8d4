'use client'

import { useActionState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { ErrorSummary } from '#app/_ui/error-summary.tsx'
import { Field } from '#app/_ui/field.tsx'
import type { FormState } from '#web/action.ts'
import { setUpTotp } from '../actions.ts'
import { KeptCodes } from './kept-codes.tsx'

const EMPTY: FormState = { values: {}, errors: [] }

/** The picture and the key, the first code, and then the recovery codes: shown here and never again. */
export function TotpSetUp(props: {
  locale: string
  next: string
  secret: string
  picture: string
  words: Record<'key' | 'code' | 'submit' | 'saved' | 'saveThem' | 'goOn' | 'problem' | 'scan', string>
}) {
  const [state, act] = useActionState(setUpTotp, EMPTY)
  const { words } = props
  if (state.done) return <KeptCodes codes={state.values.recovery} next={props.next} words={words} />
  const wrong = state.errors[0]?.message ?? state.message
  return (
    <form action={act} className="space-y-5" noValidate>
      <ErrorSummary title={words.problem} errors={wrong ? [{ message: wrong, fieldId: 'code' }] : []} />
      <input type="hidden" name="locale" value={props.locale} />
      {/* biome-ignore lint/performance/noImgElement: a picture made for this page alone, nothing to optimise */}
      <img
        src={props.picture}
        alt={words.scan}
        width={220}
        height={220}
        className="border border-line bg-white"
      />
      <p>
        {words.key}
        <br />
        <code className="break-all text-lg">{props.secret}</code>
      </p>
      <Field
        id="code"
        name="code"
        label={words.code}
        error={wrong}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
      />
      <Button>{words.submit}</Button>
    </form>
  )
}
