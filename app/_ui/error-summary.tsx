export type PageError = { message: string /** id of the field that it is about */; fieldId?: string }

/**
 * Everything that is wrong with a form, above it, each line a link to its field. `autoFocus` on a heading is not
 * possible without script, so it is an alert: a screen reader says it as the page opens.
 */
export function ErrorSummary(props: { title: string; errors: readonly PageError[] }) {
  if (props.errors.length === 0) return null
  return (
    <div role="alert" className="rounded-md border-2 border-stop bg-white p-4">
      <h2 className="text-lg text-stop">{props.title}</h2>
      <ul className="mt-2 list-disc space-y-1 ps-5">
        {props.errors.map((error) => (
          <li key={`${error.fieldId} ${error.message}`}>
            {error.fieldId ? (
              <a href={`#${error.fieldId}`} className="font-semibold text-stop">
                {error.message}
              </a>
            ) : (
              error.message
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
