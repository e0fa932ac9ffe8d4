import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'

/**
 * Steps through a long list. `step` makes the control of one page: a link where the list has an address of its own,
 * a submit button where its question travels in a form.
 */
export function Pagination(props: {
  page: number
  pages: number
  label: string
  /** `Page 2 of 5` */
  status: string
  previous: string
  next: string
  step: (page: number, look: { className: string; children: ReactNode; rel: 'prev' | 'next' }) => ReactNode
}) {
  if (props.pages < 2) return null
  const className = buttonClass('secondary')
  return (
    <nav aria-label={props.label} className="no-print flex flex-wrap items-center justify-between gap-3 pt-4">
      <span>
        {props.page > 1 && props.step(props.page - 1, { className, children: props.previous, rel: 'prev' })}
      </span>
      <span className="text-soft">{props.status}</span>
      <span>
        {props.page < props.pages &&
          props.step(props.page + 1, { className, children: props.next, rel: 'next' })}
      </span>
    </nav>
  )
}
