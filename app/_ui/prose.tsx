/** Text of a listing: paragraphs and line breaks as its writer made them. It is text, never markup. */
export function Prose(props: { text: string; className?: string }) {
  const paragraphs = props.text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
  return (
    <div dir="auto" className={`max-w-text space-y-3 ${props.className ?? ''}`}>
      {paragraphs.map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs never move
        <p key={index} className="whitespace-pre-line">
          {paragraph}
        </p>
      ))}
    </div>
  )
}
