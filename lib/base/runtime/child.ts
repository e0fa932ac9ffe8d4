import { spawn } from 'node:child_process'
import { refOf, stopProcess } from './process.ts'
import type { Running } from './supervise.ts'

/** Preloaded into our own processes: they end when the process that started them is gone, however it ended. */
const LEAVE_WITH_PARENT = new URL('./leave-with-parent.mjs', import.meta.url).href

export type ChildOptions = {
  /** Arguments of node: flags, the script, its arguments. */
  node: string[]
  env: Record<string, string | undefined>
  /** What it writes to standard output is shown, or dropped. */
  quiet?: boolean
}

/** Starts one of our own processes. It has a process group of its own, so that Ctrl-C reaches it through us alone. */
export function startChild({ node, env, quiet = false }: ChildOptions): Running {
  const child = spawn(process.execPath, ['--import', LEAVE_WITH_PARENT, ...node], {
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    detached: true,
  })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const pid = child.pid ?? 0
  const ref = refOf(pid) ?? { pid, started: 'unknown' }
  return { ...ref, exited, stop: () => stopProcess(ref) }
}
