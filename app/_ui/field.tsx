import type { InputHTMLAttributes, ReactNode } from 'react'
import { CONTROL, describedBy, FieldText, fieldIds } from './label.tsx'

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> & {
  name: string
  label: ReactNode
  hint?: ReactNode
  /** A sentence that says what to do. Its presence marks the field as invalid. */
  error?: string | undefined
  id?: string
}

/** One line of text with its label, hint and error. What was typed comes back through `defaultValue`. */
export function Field({ name, label, hint, error, id, className = '', ...rest }: Props) {
  const ids = fieldIds(name, id)
  return (
    <div className={`space-y-1 ${className}`}>
      <label htmlFor={ids.id} className="block font-semibold">
        {label}
      </label>
      <FieldText ids={ids} hint={hint} error={error} />
      <input
        id={ids.id}
        name={name}
        aria-describedby={describedBy(ids, { hint, error })}
        aria-invalid={error ? true : undefined}
        className={CONTROL}
        {...rest}
      />
    </div>
  )
}
