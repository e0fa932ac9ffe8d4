import type { ReactNode } from 'react'

/** The head of a page: where it belongs, what it is, one sentence about it, what can be done with it. */
export function PageHeader(props: {
  title: ReactNode
  /** A link back or a line of where this page belongs. */
  above?: ReactNode
  lead?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-4 pb-6">
      <div className="min-w-0 max-w-text">
        {props.above && <div className="mb-2 text-sm">{props.above}</div>}
        <h1 className="text-2xl sm:text-3xl">{props.title}</h1>
        {props.lead && <p className="mt-2 text-lg text-soft">{props.lead}</p>}
      </div>
      {props.actions && <div className="no-print flex flex-wrap gap-3">{props.actions}</div>}
    </header>
  )
}
