'use client'

import { type ReactNode, useActionState } from 'react'
import { FormStateProvider } from '#app/_ui/action-form.tsx'
import { ErrorSummary } from '#app/_ui/error-summary.tsx'
import type { FormState } from '#web/action.ts'
import { ask } from './actions.ts'

const EMPTY: FormState = { values: {}, errors: [] }

/** The form, and once it is sent the private link in its place. */
export function AskForm(props: {
  problem: string
  sent: { title: string; text: string; link: string }
  children: ReactNode
}) {
  const [state, act] = useActionState(ask, EMPTY)
  if (state.done && state.values.link) {
    return (
      <section role="status" className="space-y-3 rounded-md border border-good bg-good-tint p-4">
        <h2 className="text-xl">{props.sent.title}</h2>
        <p>{props.sent.text}</p>
        <a href={state.values.link} className="inline-flex min-h-target items-center font-semibold">
          {props.sent.link}
        </a>
      </section>
    )
  }
  const errors = state.errors.map((error) => ({ message: error.message, fieldId: error.path }))
  return (
    <FormStateProvider value={state}>
      <form action={act} className="space-y-5" noValidate>
        <ErrorSummary
          title={props.problem}
          errors={state.message && errors.length === 0 ? [{ message: state.message }] : errors}
        />
        {props.children}
      </form>
    </FormStateProvider>
  )
}
