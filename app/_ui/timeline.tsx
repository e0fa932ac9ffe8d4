import type { ReactNode } from 'react'

export type TimelineEntry = {
  id: string
  title: ReactNode
  /** When, already in the reader's words. */
  at: ReactNode
  /** The same instant for machines, ISO 8601. */
  dateTime: string
  children?: ReactNode
}

/** What happened, newest or oldest first as given, along a rail. */
export function Timeline(props: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="ms-1.5 border-s-2 border-line">
      {props.entries.map((entry) => (
        <li key={entry.id} className="relative pb-5 ps-5 last:pb-0">
          <span
            aria-hidden="true"
            className="absolute -start-[0.4375rem] top-2 size-3 rounded-full border-2 border-rail bg-white"
          />
          <p className="font-semibold">{entry.title}</p>
          <time dateTime={entry.dateTime} className="text-sm text-soft">
            {entry.at}
          </time>
          {entry.children}
        </li>
      ))}
    </ol>
  )
}
