import type { ReactNode } from 'react'

export type TagTone = 'plain' | 'good' | 'ask' | 'stop' | 'rail'

const TONES: Record<TagTone, string> = {
  plain: 'bg-sunken text-soft',
  good: 'bg-good-tint text-good',
  ask: 'bg-ask-tint text-ask',
  stop: 'bg-stop-tint text-stop',
  rail: 'bg-rail-tint text-rail-deep',
}

/** A word or two about the state of a thing. Colour never stands alone: the words carry the meaning. */
export function Tag(props: { tone?: TagTone; children: ReactNode; className?: string }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-semibold ${TONES[props.tone ?? 'plain']} ${props.className ?? ''}`}
    >
      {props.children}
    </span>
  )
}
