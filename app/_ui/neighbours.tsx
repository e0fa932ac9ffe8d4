import { ButtonLink } from './button.tsx'

type Step = { href: string; text: string } | null | ''

/** The pages beside this one of a list that grows at its front: by cursor, since numbers of pages would move. */
export function Neighbours({ label, newer, older }: { label: string; newer: Step; older: Step }) {
  if (!newer && !older) return null
  return (
    <nav aria-label={label} className="no-print flex flex-wrap justify-between gap-3">
      <span>
        {newer && (
          <ButtonLink tone="secondary" href={newer.href} rel="prev">
            {newer.text}
          </ButtonLink>
        )}
      </span>
      <span>
        {older && (
          <ButtonLink tone="secondary" href={older.href} rel="next">
            {older.text}
          </ButtonLink>
        )}
      </span>
    </nav>
  )
}
