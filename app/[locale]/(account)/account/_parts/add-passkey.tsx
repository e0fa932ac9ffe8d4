'use client'

import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser'
import { useActionState, useState, useSyncExternalStore, useTransition } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { ErrorSummary } from '#app/_ui/error-summary.tsx'
import { Field } from '#app/_ui/field.tsx'
import type { FormState } from '#web/action.ts'
import { passkeyOptions, savePasskey } from '../actions.ts'

const EMPTY: FormState = { values: {}, errors: [] }
const never = () => () => {}

/** Makes a passkey: the browser asks for a finger, a face or a PIN, and hands over a public key. Needs script, as the browser's own interface does. */
export function AddPasskey(props: {
  locale: string
  words: Record<'problem' | 'name' | 'submit' | 'done' | 'unable' | 'gaveUp', string>
}) {
  const able = useSyncExternalStore(
    never,
    () => browserSupportsWebAuthn(),
    () => true,
  )
  const [state, save] = useActionState(savePasskey, EMPTY)
  const [gaveUp, setGaveUp] = useState(false)
  const [refused, setRefused] = useState<string>()
  const [making, begin] = useTransition()
  const { words } = props
  if (!able) return <p className="text-soft">{words.unable}</p>

  const make = (form: FormData) =>
    begin(async () => {
      setGaveUp(false)
      setRefused(undefined)
      try {
        const asked = await passkeyOptions(props.locale)
        if ('refused' in asked) return setRefused(asked.refused)
        const made = await startRegistration({ optionsJSON: asked.options })
        form.set('made', JSON.stringify(made))
        begin(() => save(form))
      } catch {
        setGaveUp(true)
      }
    })

  const wrong = refused ?? state.errors[0]?.message ?? state.message ?? (gaveUp ? words.gaveUp : undefined)
  return (
    <form action={make} className="space-y-4" noValidate aria-busy={making}>
      <ErrorSummary
        title={words.problem}
        errors={wrong ? [{ message: wrong, fieldId: 'passkey-name' }] : []}
      />
      {state.done && !gaveUp && !refused && (
        <p role="status" className="rounded-md border border-rail bg-rail-tint p-3">
          {words.done}
        </p>
      )}
      <input type="hidden" name="locale" value={props.locale} />
      <Field id="passkey-name" name="name" label={words.name} autoComplete="off" required />
      <Button tone="secondary">{words.submit}</Button>
    </form>
  )
}
