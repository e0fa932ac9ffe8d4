'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { stay, timeLeft } from './idle-actions.ts'

/** From here on the reader is warned. */
const WARN_SECONDS = 5 * 60
/** Typing and moving are signs of life, told to the server this often. */
const TELL_MS = 4 * 60_000
const LOOK_MS = 20_000

type State = { kind: 'fine' } | { kind: 'warn'; minutes: number } | { kind: 'over'; tried: boolean }

/**
 * Warns before a session ends for want of a sign of life, and covers the page when it has ended: a record does not stay
 * open on a desk, and what was typed stays in its fields until the reader is back.
 */
export function IdleCover(props: {
  signIn: string
  words: Record<'title' | 'stay' | 'over' | 'overLead' | 'signIn' | 'goOn' | 'notYet', string>
  /** The warning for each number of minutes left, from 1 on. */
  leads: readonly string[]
}) {
  const [state, setState] = useState<State>({ kind: 'fine' })
  const box = useRef<HTMLDialogElement>(null)
  const told = useRef(Date.now())

  const show = useCallback((seconds: number, tried = false) => {
    if (seconds <= 0) setState({ kind: 'over', tried })
    else if (seconds <= WARN_SECONDS) setState({ kind: 'warn', minutes: Math.ceil(seconds / 60) })
    else setState({ kind: 'fine' })
  }, [])

  useEffect(() => {
    const alive = () => {
      if (Date.now() - told.current < TELL_MS || box.current?.open) return
      told.current = Date.now()
      stay().then(show, () => {})
    }
    const look = setInterval(() => timeLeft().then(show, () => {}), LOOK_MS)
    for (const kind of ['keydown', 'pointerdown', 'input'] as const)
      addEventListener(kind, alive, { passive: true })
    return () => {
      clearInterval(look)
      for (const kind of ['keydown', 'pointerdown', 'input'] as const) removeEventListener(kind, alive)
    }
  }, [show])

  useEffect(() => {
    const dialog = box.current
    if (state.kind === 'fine') dialog?.close()
    else if (dialog && !dialog.open) dialog.showModal()
  }, [state.kind])

  const { words } = props
  const go = (ask: () => Promise<number>) => () =>
    ask().then(
      (seconds) => show(seconds, true),
      () => {},
    )
  return (
    <dialog
      ref={box}
      aria-labelledby="idle-title"
      onCancel={(event) => state.kind === 'over' && event.preventDefault()}
      className={`m-auto max-w-md rounded-lg p-6 shadow-card ${state.kind === 'over' ? 'backdrop:bg-white' : 'backdrop:bg-black/60'}`}
    >
      <h2 id="idle-title" className="text-xl">
        {state.kind === 'over' ? words.over : words.title}
      </h2>
      <p className="my-4" role="status">
        {state.kind === 'over' && (state.tried ? words.notYet : words.overLead)}
        {state.kind === 'warn' && props.leads[state.minutes - 1]}
      </p>
      <div className="flex flex-wrap gap-3">
        {state.kind === 'over' ? (
          <>
            <ButtonLink href={props.signIn} target="_blank" rel="noopener">
              {words.signIn}
            </ButtonLink>
            <Button type="button" tone="secondary" onClick={go(timeLeft)}>
              {words.goOn}
            </Button>
          </>
        ) : (
          <Button type="button" onClick={go(stay)}>
            {words.stay}
          </Button>
        )}
      </div>
    </dialog>
  )
}
