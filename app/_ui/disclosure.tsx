import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

/** More for those who want it, closed at first. The browser's own element: it needs no script and opens in print. */
export function Disclosure(props: {
  summary: ReactNode
  children: ReactNode
  open?: boolean
  id?: string
  className?: string
}) {
  return (
    <details id={props.id} open={props.open} className={`group ${props.className ?? ''}`}>
      <summary className="flex min-h-target items-center gap-2 font-semibold text-rail hover:text-rail-deep">
        <Icon
          name="chevron"
          className="size-5 shrink-0 transition-transform group-open:rotate-90 rtl:-scale-x-100"
        />
        <span className="underline underline-offset-4">{props.summary}</span>
      </summary>
      <div className="pb-2 ps-7">{props.children}</div>
    </details>
  )
}
