import type { ReactNode, SelectHTMLAttributes } from 'react'
import { CONTROL, describedBy, FieldText, fieldIds } from './label.tsx'

export type Option = { value: string; label: string }

type Props = Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'> & {
  name: string
  label: ReactNode
  options: readonly Option[]
  hint?: ReactNode
  error?: string | undefined
  id?: string
}

/** One of a few, in a native list: it works on every phone and with every screen reader. */
export function Select({ name, label, options, hint, error, id, className = '', ...rest }: Props) {
  const ids = fieldIds(name, id)
  return (
    <div className={`space-y-1 ${className}`}>
      <label htmlFor={ids.id} className="block font-semibold">
        {label}
      </label>
      <FieldText ids={ids} hint={hint} error={error} />
      <select
        id={ids.id}
        name={name}
        aria-describedby={describedBy(ids, { hint, error })}
        aria-invalid={error ? true : undefined}
        className={CONTROL}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
