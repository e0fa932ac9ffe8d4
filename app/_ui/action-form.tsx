'use client'

import { createContext, type ReactNode, useActionState, useContext } from 'react'
import type { FormState } from '#web/action.ts'
import { ErrorSummary } from './error-summary.tsx'

const EMPTY: FormState = { values: {}, errors: [] }
const State = createContext<FormState>(EMPTY)
/** Stands before the ids of a form's fields. */
const Ids = createContext('')

/**
 * A form whose action answers with what was typed and what is wrong. Works without script: React posts the form and
 * draws the page again with the same state.
 */
export function ActionForm(props: {
  action: (before: FormState, form: FormData) => Promise<FormState>
  /** Heading over what is wrong. */
  problem: string
  /** Said when it worked and the page stays. */
  doneText?: string
  /** Words for messages that are codes: something to know that is no error. */
  notes?: Record<string, string> | undefined
  className?: string
  /** Where a page has several forms with fields of one name: a word of its own, so that each label finds its field. */
  ids?: string | undefined
  children: ReactNode
}) {
  const prefix = props.ids ? `${props.ids}-` : ''
  const [state, act, pending] = useActionState(props.action, EMPTY)
  const errors = state.errors.map((error) => ({ message: error.message, fieldId: prefix + error.path }))
  const note = state.message && props.notes?.[state.message]
  const summary = state.message && !note && errors.length === 0 ? [{ message: state.message }] : errors
  return (
    <State value={state}>
      <form action={act} className={props.className ?? 'space-y-5'} aria-busy={pending} noValidate>
        <ErrorSummary title={props.problem} errors={summary} />
        {note && (
          <p role="status" className="rounded-md border border-ask bg-ask-tint p-3">
            {note}
          </p>
        )}
        {state.done && props.doneText && (
          <p role="status" className="rounded-md border border-rail bg-rail-tint p-3">
            {props.doneText}
          </p>
        )}
        <Ids value={prefix}>{props.children}</Ids>
      </form>
    </State>
  )
}

/** The state of the form around: a field's id there, what was typed in it, and what is wrong with it. */
export function useField(name: string): { id: string; typed: string | undefined; error: string | undefined } {
  const state = useContext(State)
  const path = name.replace(/\[\]$/, '')
  return {
    id: useContext(Ids) + name,
    typed: state.values[name],
    error: state.errors.find((error) => error.path === path)?.message,
  }
}

/** What was ticked when the form was sent; undefined before. */
export function useChosen(name: string): readonly string[] | undefined {
  const { chosen } = useContext(State)
  return chosen && (chosen[name] ?? [])
}

/** What became of each, where the form did the same for several; undefined before it was sent. */
export function useOutcomes(): FormState['outcomes'] {
  return useContext(State).outcomes
}

/** For the rare form that draws its own frame: its fields still find what was typed. */
export function FormStateProvider(props: { value: FormState; children: ReactNode }) {
  return <State value={props.value}>{props.children}</State>
}
