'use client'

import { useField } from '#app/_ui/action-form.tsx'

/** What the form around answered and nothing keeps: it stands here until the page is left. */
export function ShownOnce({ name, says }: { name: string; says: string }) {
  const { typed } = useField(name)
  if (!typed) return null
  return (
    <div role="status" className="space-y-1 rounded-md border border-rail bg-rail-tint p-3">
      <p>{says}</p>
      <p>
        <code className="break-all">{typed}</code>
      </p>
    </div>
  )
}
