/** What a form carries along without asking it. */
export function HiddenFields(props: { entries: Iterable<readonly [string, string]> }) {
  return (
    <>
      {[...props.entries].map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the order never changes
        <input key={index} type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
