import type { ReactNode } from 'react'

/** The ids that tie a control to its hint and its error: one rule for every kind of field. */
export function fieldIds(name: string, id = name.replaceAll(/[^\w-]/g, '-')) {
  return { id, hintId: `${id}-hint`, errorId: `${id}-error` }
}

/** `aria-describedby` of a control: its hint, then its error, whichever are there. */
export function describedBy(
  ids: ReturnType<typeof fieldIds>,
  has: { hint?: ReactNode; error?: string | undefined },
): string | undefined {
  return [has.hint ? ids.hintId : '', has.error ? ids.errorId : ''].filter(Boolean).join(' ') || undefined
}

/** What a field is called, what to write in it, and what is wrong with what was written. */
export function FieldText(props: {
  ids: ReturnType<typeof fieldIds>
  hint?: ReactNode
  error?: string | undefined
}) {
  return (
    <>
      {props.hint && (
        <span id={props.ids.hintId} className="block text-sm text-soft">
          {props.hint}
        </span>
      )}
      {props.error && (
        <span id={props.ids.errorId} className="block font-semibold text-stop">
          {props.error}
        </span>
      )}
    </>
  )
}

export const CONTROL =
  'min-h-target w-full rounded-md border bg-white px-3 py-2 text-ink placeholder:text-soft aria-invalid:border-2 aria-invalid:border-stop border-edge'
