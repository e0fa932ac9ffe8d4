'use client'

import { useEffect, useState } from 'react'

/** Prints the page. Without script it is not there: the browser's own menu prints as well. */
export function PrintButton({ label }: { label: string }) {
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  if (!ready) return null
  return (
    <button
      type="button"
      onClick={() => window.print()}
      className="no-print inline-flex min-h-target items-center rounded-md border border-rail px-4 font-semibold text-rail"
    >
      {label}
    </button>
  )
}
