'use client'

import type { ComponentProps } from 'react'
import { useChosen, useField } from './action-form.tsx'
import { Choices } from './choices.tsx'
import { Field } from './field.tsx'
import { Select } from './select.tsx'
import { TextArea } from './text-area.tsx'

/** Fields of an `ActionForm`: they show again what was typed, with what is wrong about it. */
export function FormField(props: ComponentProps<typeof Field>) {
  const { id, typed, error } = useField(props.name)
  return <Field id={id} {...props} defaultValue={typed ?? props.defaultValue} error={error ?? props.error} />
}

export function FormSelect(props: ComponentProps<typeof Select>) {
  const { id, typed, error } = useField(props.name)
  // A native list keeps its first choice when React resets the form; the key draws it anew with what was chosen.
  return (
    <Select
      key={typed}
      id={id}
      {...props}
      defaultValue={typed ?? props.defaultValue}
      error={error ?? props.error}
    />
  )
}

export function FormTextArea(props: ComponentProps<typeof TextArea>) {
  const { id, typed, error } = useField(props.name)
  return (
    <TextArea id={id} {...props} defaultValue={typed ?? props.defaultValue} error={error ?? props.error} />
  )
}

/** A photo or a scan. `idName` names the hidden field that remembers one which was kept while the rest was refused. */
export function FormFile(
  props: Omit<ComponentProps<typeof Field>, 'type'> & { idName: string; keptText: string },
) {
  const { idName, keptText, ...rest } = props
  const { id, error } = useField(props.name)
  const { typed: kept } = useField(idName)
  return (
    <div className="space-y-1">
      <Field
        id={id}
        accept="image/jpeg,image/png,image/webp,image/heic,application/pdf"
        {...rest}
        type="file"
        error={error ?? props.error}
      />
      {kept && (
        <>
          <input type="hidden" name={idName} value={kept} />
          <p className="font-semibold text-good">{keptText}</p>
        </>
      )}
    </div>
  )
}

/** What was ticked stays ticked, and what was not does not come back. */
export function FormChoices(props: ComponentProps<typeof Choices>) {
  const { error } = useField(props.name)
  const chosen = useChosen(props.name)
  return <Choices key={chosen?.join()} {...props} {...(chosen && { chosen })} error={error ?? props.error} />
}
