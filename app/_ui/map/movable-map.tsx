'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { MovingMapData } from './moving-map.ts'

type Words = { move: string; loading: string; failed: string }
type State = 'no-script' | 'drawn' | 'loading' | 'moving' | 'failed'

/**
 * The drawn map, and a button that swaps it for one that moves and zooms. The mover and its style sheet are fetched
 * when somebody asks for them, never before; without script there is no button.
 */
export function MovableMap(props: { data: MovingMapData; words: Words; children: ReactNode }) {
  const [state, setState] = useState<State>('no-script')
  const stage = useRef<HTMLDivElement>(null)
  useEffect(() => setState('drawn'), [])

  async function move() {
    setState('loading')
    try {
      const { startMovingMap } = await import('./moving-map.ts')
      if (!stage.current) return
      // The mover measures its stage, so the stage has to stand first.
      flushSync(() => setState('moving'))
      await startMovingMap(stage.current, props.data)
    } catch {
      setState('failed')
    }
  }

  return (
    <div>
      <div hidden={state === 'moving'}>{props.children}</div>
      <div
        ref={stage}
        hidden={state !== 'moving'}
        className="isolate aspect-square w-full rounded-md border border-line"
        dir="ltr"
      />
      {state !== 'no-script' && state !== 'moving' && (
        <button
          type="button"
          onClick={move}
          disabled={state === 'loading'}
          className="no-print mt-2 inline-flex min-h-target items-center rounded-md border border-rail bg-white px-4 font-semibold text-rail hover:bg-rail-tint"
        >
          {state === 'loading' ? props.words.loading : props.words.move}
        </button>
      )}
      <p role="status" className="text-stop">
        {state === 'failed' && props.words.failed}
      </p>
    </div>
  )
}
