import type { ReactNode } from 'react'

export type SummaryRow = { term: ReactNode; children: ReactNode; id?: string }

/** What is known, as pairs of a name and its value: under each other on a phone, side by side on a wide screen. */
export function SummaryList(props: { rows: readonly (SummaryRow | false | null | undefined)[] }) {
  const rows = props.rows.filter((row) => row !== false && row !== null && row !== undefined)
  return (
    <dl className="divide-y divide-line border-y border-line">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are written in a fixed order and never move
        <div key={index} id={row.id} className="py-3 sm:grid sm:grid-cols-[11rem_1fr] sm:gap-4">
          <dt className="font-semibold first-letter:uppercase">{row.term}</dt>
          <dd className="min-w-0">{row.children}</dd>
        </div>
      ))}
    </dl>
  )
}
