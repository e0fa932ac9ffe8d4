import type { ReactNode } from 'react'

export type NoticeTone = 'info' | 'good' | 'ask' | 'stop'

const TONES: Record<NoticeTone, string> = {
  info: 'border-rail bg-rail-tint',
  good: 'border-good bg-good-tint',
  ask: 'border-ask bg-ask-tint',
  stop: 'border-stop bg-stop-tint',
}

/** Something to know before going on. `live` is for news that came up while the page was open. */
export function Notice(props: {
  tone?: NoticeTone
  title?: ReactNode
  children?: ReactNode
  live?: boolean
  className?: string
}) {
  return (
    <div
      role={props.live ? 'status' : undefined}
      className={`rounded-md border-s-4 px-4 py-3 ${TONES[props.tone ?? 'info']} ${props.className ?? ''}`}
    >
      {props.title && <p className="font-semibold">{props.title}</p>}
      {props.children}
    </div>
  )
}
