import type { ReactNode } from 'react'
import { describedBy, FieldText, fieldIds } from './label.tsx'

export type Choice = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }

type Props = {
  type: 'checkbox' | 'radio'
  name: string
  legend: ReactNode
  choices: readonly Choice[]
  /** The values that are ticked at first. */
  chosen?: readonly string[]
  hint?: ReactNode
  error?: string | undefined
  id?: string
  /** Side by side, for two or three short answers. */
  inline?: boolean
  legendClassName?: string
}

/** A group of tick boxes or radio buttons under one question. The whole line is the target. */
export function Choices(props: Props) {
  const ids = fieldIds(props.name, props.id)
  return (
    <fieldset aria-describedby={describedBy(ids, props)} className="min-w-0 space-y-1">
      <legend className={props.legendClassName ?? 'mb-1 font-semibold'}>{props.legend}</legend>
      <FieldText ids={ids} hint={props.hint} error={props.error} />
      <div className={props.inline ? 'flex flex-wrap gap-x-6' : ''}>
        {props.choices.map((choice, index) => (
          <ChoiceLine
            key={choice.value}
            type={props.type}
            name={props.name}
            id={index === 0 ? ids.id : `${ids.id}-${index}`}
            choice={choice}
            checked={props.chosen?.includes(choice.value) ?? false}
          />
        ))}
      </div>
    </fieldset>
  )
}

function ChoiceLine(props: {
  type: 'checkbox' | 'radio'
  name: string
  id: string
  choice: Choice
  checked: boolean
}) {
  const { choice } = props
  return (
    <div className="flex min-h-target items-start gap-3 py-2.5">
      <input
        type={props.type}
        id={props.id}
        name={props.name}
        value={choice.value}
        defaultChecked={props.checked}
        disabled={choice.disabled}
        className="mt-0.5 size-6 shrink-0 accent-rail"
      />
      <label htmlFor={props.id} className="min-w-0 flex-1">
        {choice.label}
        {choice.hint && <span className="block text-sm text-soft">{choice.hint}</span>}
      </label>
    </div>
  )
}
