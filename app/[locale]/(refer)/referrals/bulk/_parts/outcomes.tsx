'use client'

import type { ReactNode } from 'react'
import { useOutcomes } from '#app/_ui/action-form.tsx'

type Words = { went: string; not: string }

/** What became of one line once the form was sent; what would become of it before. */
export function LineOutcome(props: { id: string; words: Words; children: ReactNode }) {
  const outcomes = useOutcomes()
  if (!outcomes) return props.children
  // What was shown as not possible was not sent.
  if (!(props.id in outcomes)) return <p className="text-soft">{props.words.not}</p>
  const refused = outcomes[props.id]
  return refused === null ? (
    <p className="font-semibold text-good">{props.words.went}</p>
  ) : (
    <p className="font-semibold text-stop">
      {props.words.not} <span className="font-normal">{refused}</span>
    </p>
  )
}

/** How many went and how many did not. */
export function Tally({ words }: { words: Words }) {
  const outcomes = useOutcomes()
  if (!outcomes) return null
  const each = Object.values(outcomes)
  const went = each.filter((refused) => refused === null).length
  return (
    <p role="status" className="rounded-md border border-rail bg-rail-tint p-3">
      {words.went} <strong>{went}</strong>. {words.not} <strong>{each.length - went}</strong>.
    </p>
  )
}

/** What is asked until it is done. */
export function BeforeDone({ children }: { children: ReactNode }) {
  return useOutcomes() ? null : children
}
