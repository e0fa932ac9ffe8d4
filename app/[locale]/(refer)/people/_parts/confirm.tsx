import type { ReactNode } from 'react'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import type { FormState } from '#web/action.ts'

/** Something that takes access away: first what it means, then the button. Works without script. */
export function Confirm(props: {
  label: string
  question: string
  yes: string
  problem: string
  action: (before: FormState, form: FormData) => Promise<FormState>
  fields: Record<string, string>
  /** What must be said first. */
  children?: ReactNode
}) {
  return (
    <Disclosure summary={props.label}>
      <ActionForm action={props.action} problem={props.problem} className="space-y-2">
        {Object.entries(props.fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p>{props.question}</p>
        {props.children}
        <Button tone="danger">{props.yes}</Button>
      </ActionForm>
    </Disclosure>
  )
}
