'use client'

import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser'
import { useState, useSyncExternalStore, useTransition } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { ErrorSummary } from '#app/_ui/error-summary.tsx'
import { passkeySignInOptions } from './actions.ts'

const never = () => () => {}

/** Signs in, or shows the second step, with a passkey, where the browser can. Without script the other ways stand beside it. */
export function PasskeyButton(props: {
  /** Takes what the browser answers. @returns what went wrong, in words; leads on when nothing did. */
  show: (given: unknown) => Promise<string | undefined>
  locale: string
  back: string
  words: Record<'problem' | 'submit' | 'hint' | 'gaveUp', string>
}) {
  const able = useSyncExternalStore(
    never,
    () => browserSupportsWebAuthn(),
    () => false,
  )
  const [wrong, setWrong] = useState<string>()
  const [pending, begin] = useTransition()
  const { words } = props
  if (!able) return null
  const show = () =>
    begin(async () => {
      setWrong(undefined)
      try {
        const asked = await passkeySignInOptions(props.locale)
        if ('refused' in asked) return setWrong(asked.refused)
        const answer = await startAuthentication({ optionsJSON: asked.options })
        const refused = await props.show({ answer, locale: props.locale, back: props.back })
        if (refused) setWrong(refused)
      } catch (error) {
        if (error instanceof Error && 'digest' in error) throw error
        setWrong(words.gaveUp)
      }
    })
  return (
    <div className="mt-10 space-y-3 border-t border-line pt-6" aria-busy={pending}>
      <ErrorSummary title={words.problem} errors={wrong ? [{ message: wrong }] : []} />
      <Button type="button" tone="secondary" onClick={show}>
        {words.submit}
      </Button>
      <p className="text-sm text-soft">{words.hint}</p>
    </div>
  )
}
