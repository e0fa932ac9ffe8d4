'use client'

import { useEffect, useRef } from 'react'

/** Three presses within this time count as one wish to leave. */
const WITHIN_MS = 1500

/**
 * Leaves for a harmless site at once. Without script it is a plain link; with script the page is emptied first and the
 * history entry replaced, so that Back does not lead here again.
 */
export function QuickExit(props: { href: string; label: string; hint: string }) {
  const presses = useRef<number[]>([])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Shift' || event.repeat) return
      const now = Date.now()
      presses.current = [...presses.current.filter((at) => now - at < WITHIN_MS), now]
      if (presses.current.length >= 3) leave(props.href)
    }
    document.addEventListener('keyup', onKey)
    return () => document.removeEventListener('keyup', onKey)
  }, [props.href])

  return (
    <a
      href={props.href}
      rel="noreferrer nofollow"
      title={props.hint}
      onClick={(event) => {
        event.preventDefault()
        leave(props.href)
      }}
      className="inline-flex min-h-target items-center rounded-md bg-marigold px-3 py-1 font-bold text-ink no-underline hover:bg-white hover:text-ink"
    >
      {props.label}
    </a>
  )
}

function leave(href: string): void {
  document.documentElement.hidden = true
  document.title = ' '
  window.location.replace(href)
}
