import type { ReactNode } from 'react'

/** One matter of the account page, under its own heading. */
export function Section(props: { id: string; title: string; lead?: string; children: ReactNode }) {
  return (
    <section aria-labelledby={props.id} className="space-y-4 border-t border-line pt-6">
      <h2 id={props.id} className="text-xl">
        {props.title}
      </h2>
      {props.lead && <p className="text-soft">{props.lead}</p>}
      {props.children}
    </section>
  )
}
