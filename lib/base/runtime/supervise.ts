import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessRef } from './process.ts'

/** Something that runs: an embedded server, the web, the indexer. */
export type Running = ProcessRef & { exited: Promise<void>; stop(): Promise<void> }

export type KeepOptions<R extends Running> = {
  name: string
  first: R
  /** Starts it again, where its clients will look for it: on the same port. */
  again: () => Promise<R>
  /** Aborted when everything is to stop: what ends after that is not started again. */
  stopping: AbortSignal
  /** Called with each new one. */
  onStart?: (running: R) => Promise<void>
  say: (line: string) => void
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000
/** One that ran this long had started well: the next wait is short again. */
const SETTLED_MS = 60_000

/** Keeps it running until `stopping`; resolves then. */
export async function keepAlive<R extends Running>(options: KeepOptions<R>): Promise<void> {
  const { name, again, stopping, onStart = async () => {}, say } = options
  let running: R | undefined = options.first
  let wait = FIRST_WAIT_MS
  while (!stopping.aborted) {
    const since = Date.now()
    if (running) {
      await Promise.race([running.exited, aborted(stopping)])
      if (stopping.aborted) return
      say(`${name} has stopped (process ${running.pid}). Starting it again.`)
    }
    wait = running && Date.now() - since > SETTLED_MS ? FIRST_WAIT_MS : wait
    await sleep(wait)
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    if (stopping.aborted) return
    running = await again().catch((error: Error) => {
      say(`${name} does not start: ${error.message}`)
      return undefined
    })
    if (running) {
      // Stopped while it was starting: nobody else knows of it yet.
      if (stopping.aborted) await running.stop()
      else await onStart(running)
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
