'use client'

import type { ComponentProps } from 'react'
import { useField } from './action-form.tsx'
import { Field } from './field.tsx'
import { Select } from './select.tsx'
import { TextArea } from './text-area.tsx'

/** Fields of an `ActionForm`: they show again what was typed, with what is wrong about it. */
export function FormField(props: ComponentProps<typeof Field>) {
  const { typed, error } = useField(props.name)
  return (
    <Field
      id={props.name}
      {...props}
      defaultValue={typed ?? props.defaultValue}
      error={error ?? props.error}
    />
  )
}

export function FormSelect(props: ComponentProps<typeof Select>) {
  const { typed, error } = useField(props.name)
  // A native list keeps its first choice when React resets the form; the key draws it anew with what was chosen.
  return (
    <Select
      key={typed}
      id={props.name}
      {...props}
      defaultValue={typed ?? props.defaultValue}
      error={error ?? props.error}
    />
  )
}

export function FormTextArea(props: ComponentProps<typeof TextArea>) {
  const { typed, error } = useField(props.name)
  return (
    <TextArea
      id={props.name}
      {...props}
      defaultValue={typed ?? props.defaultValue}
      error={error ?? props.error}
    />
  )
}
