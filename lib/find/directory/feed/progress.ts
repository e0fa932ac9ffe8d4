/** What an import is at, in this order. */
export const PHASES = ['reading', 'checking', 'writing', 'deriving', 'saving'] as const

export type Phase = (typeof PHASES)[number]

/** Told as an import goes on: bytes while it reads, services while it derives, steps in between. */
export type OnProgress = (phase: Phase, done: number, all: number) => void
