import type { HTMLAttributes } from 'react'

/** A sheet of paper: one thing that belongs together. */
export function Card({
  as: Element = 'section',
  className = '',
  ...rest
}: HTMLAttributes<HTMLElement> & { as?: 'section' | 'article' | 'div' | 'li' }) {
  return (
    <Element
      className={`card rounded-lg border border-line bg-white p-4 shadow-card sm:p-5 ${className}`}
      {...rest}
    />
  )
}
