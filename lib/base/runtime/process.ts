import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/** A process that is not taken for a later one with the same number: `started` tells the two apart. */
export const processRef = z.object({ pid: z.number().int().positive(), started: z.string() })
export type ProcessRef = z.infer<typeof processRef>

/** When the process began, in the system's own words, or undefined when there is no such process (or a zombie). */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      // The name in parentheses may itself hold spaces; state is the first field after it, start time the 20th.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  if (process.platform === 'win32') return exists(pid) ? 'unknown' : undefined
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() || undefined
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function refOf(pid: number): ProcessRef | undefined {
  const started = startOf(pid)
  return started === undefined ? undefined : { pid, started }
}

/** The command line of a running process, or '' where it cannot be read. */
export function argumentsOf(pid: number): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

export function self(): ProcessRef {
  return refOf(process.pid) ?? { pid: process.pid, started: 'unknown' }
}

export function isRunning(ref: ProcessRef | undefined): ref is ProcessRef {
  return ref !== undefined && startOf(ref.pid) === ref.started
}

/** Resolves when the process is gone. For processes that are not our children; asks four times a second. */
export async function whenGone(ref: ProcessRef): Promise<void> {
  while (isRunning(ref)) await sleep(250)
}

/** Ends a process, politely first. @throws when it may not be signalled (it belongs to somebody else). */
export async function stopProcess(
  ref: ProcessRef,
  { signal = 'SIGTERM', patience = 10_000 }: { signal?: NodeJS.Signals; patience?: number } = {},
): Promise<void> {
  const send = (what: NodeJS.Signals) => {
    try {
      if (isRunning(ref)) process.kill(ref.pid, what)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  send(signal)
  for (const deadline = Date.now() + patience; isRunning(ref); await sleep(20)) {
    if (Date.now() > deadline) {
      send('SIGKILL')
      await whenGone(ref)
    }
  }
}

/** What a server that we start needs to know of its surroundings: none of our secrets. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']
  const held = kept.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(held), LC_ALL: 'C.UTF-8', NODE_ENV: process.env.NODE_ENV }
}
