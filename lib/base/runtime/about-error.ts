import { existsSync } from 'node:fs'
import type { LogFields } from './log.ts'

const ROOT = `${process.cwd()}/`
const MOST_FRAMES = 8

/** What may be said about an error: its class, its code, what caused it, and where in our files; never a word of it. */
export function aboutError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = [error, error.cause].map((each) => (each as { code?: unknown })?.code).find(isCode)
  const where = frames(error)
  return {
    error: className(error),
    ...(code && { code }),
    ...(error.cause instanceof Error && { cause: className(error.cause) }),
    ...(where.length > 0 && { frames: where }),
  }
}

const isCode = (code: unknown): code is string => typeof code === 'string' && /^[\w-]{1,60}$/.test(code)

/** A name can be given to any error; what ends like a class of errors was given by a program. */
function className(error: Error): string {
  const names = [error.name, error.constructor?.name]
  return names.find((name) => /^[A-Z]\w{0,60}(?:Error|Exception)$|^Error$/.test(String(name))) ?? 'Error'
}

/** What a line of the log takes for a place: see log.ts. */
const PLAIN = /^[\w./[\]()~+-]{1,250}$/
const FRAME = /^\s+at (?:.*?\()?(?:file:\/\/)?(\/.*):(\d+):(\d+)\)?$/

/**
 * The files of ours that an error went through, with line and column, innermost first. A stack begins with the message,
 * which may be made to look like more of it: a line counts only when it names a file of this installation.
 */
export function frames(error: Error): string[] {
  const found: string[] = []
  for (const line of String(error.stack).split('\n')) {
    const [, path = '', row, column] = FRAME.exec(line) ?? []
    const file = decoded(path)
    if (!file.startsWith(ROOT) || !PLAIN.test(file) || !existsSync(file)) continue
    found.push(`${file.slice(ROOT.length)}:${row}:${column}`)
    if (found.length === MOST_FRAMES) break
  }
  return found
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
