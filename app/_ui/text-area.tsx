import type { ReactNode, TextareaHTMLAttributes } from 'react'
import { CONTROL, describedBy, FieldText, fieldIds } from './label.tsx'

type Props = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'> & {
  name: string
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  id?: string
}

/** Several lines of text with label, hint and error. */
export function TextArea({ name, label, hint, error, id, rows = 3, className = '', ...rest }: Props) {
  const ids = fieldIds(name, id)
  return (
    <div className={`space-y-1 ${className}`}>
      <label htmlFor={ids.id} className="block font-semibold">
        {label}
      </label>
      <FieldText ids={ids} hint={hint} error={error} />
      <textarea
        id={ids.id}
        name={name}
        rows={rows}
        aria-describedby={describedBy(ids, { hint, error })}
        aria-invalid={error ? true : undefined}
        className={CONTROL}
        {...rest}
      />
    </div>
  )
}
