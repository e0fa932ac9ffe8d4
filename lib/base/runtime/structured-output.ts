import { aboutError, frames } from './about-error.ts'
import { type LogEvent, type LogFields, log } from './log.ts'
import { requestFacts } from './request.ts'

/** On the global object, because the bundler may load this module several times in one process. */
const held = globalThis as { handrailTold?: WeakSet<Error> }
held.handrailTold ??= new WeakSet()

/** Logs an error once, however many of those who pass it on would tell of it. */
export function logError(event: LogEvent, error: unknown, fields: LogFields = {}): void {
  if (error instanceof Error && held.handrailTold?.has(error)) return
  if (error instanceof Error) held.handrailTold?.add(error)
  log.error(event, { ...fields, ...aboutError(error) })
}

/**
 * From here on this process writes nothing but lines of the log. A framework prints an error that nobody caught whole, and
 * the messages of libraries and of PostgreSQL quote what somebody wrote: of errors their class, code and frames are told,
 * of everything else only that something was to be printed, and from where.
 */
export function structureOutput(name: 'web' | 'indexer'): void {
  const told = (...said: unknown[]) => toldOf(name, said)
  const dropped = () => {}
  Object.assign(console, { error: told, warn: told, trace: told })
  Object.assign(console, {
    log: dropped,
    info: dropped,
    debug: dropped,
    dir: dropped,
    table: dropped,
    group: dropped,
  })
  for (const stream of [process.stdout, process.stderr])
    stream.write = withheld(name, stream === process.stderr)
  process.removeAllListeners('warning')
  process.on('warning', (warning) => log.warn('process.warning', { process: name, ...aboutError(warning) }))
  process.on('uncaughtException', (error) => {
    logError('process.failed', error, { process: name })
    leaveUnlessKept('uncaughtException')
  })
  process.on('unhandledRejection', (error) => {
    logError('process.failed', error, { process: name })
    leaveUnlessKept('unhandledRejection')
  })
}

function toldOf(name: LogFields['process'] & string, said: readonly unknown[]): void {
  const errors = said.filter((each) => each instanceof Error)
  // A framework prints what failed while it answers before it says so.
  const event = requestFacts.getStore() ? 'request.failed' : 'process.failed'
  for (const error of errors) logError(event, error, { process: name })
  if (errors.length === 0) log.warn('output.withheld', { process: name, count: said.length, ...here() })
}

function here(): Pick<LogFields, 'frames'> {
  const where = frames(new Error())
  return where.length > 0 ? { frames: where } : {}
}

/** The log itself writes to the file descriptor, past these. */
function withheld(name: LogFields['process'] & string, told: boolean): typeof process.stderr.write {
  return (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    if (told && chunk.length > 0)
      log.warn('output.withheld', { process: name, count: chunk.length, ...here() })
    const callback = typeof encoding === 'function' ? encoding : done
    if (typeof callback === 'function') process.nextTick(callback as () => void)
    return true
  }
}

/** Nobody knows what state a process is in that an error ran through, unless another listener takes it on. */
function leaveUnlessKept(event: 'uncaughtException' | 'unhandledRejection'): void {
  if (process.listenerCount(event) === 1) process.exit(1)
}
