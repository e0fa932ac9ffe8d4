import { existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'

/** Opens a server's log for appending; one that has grown past 10 MB is set aside as `.1` first. */
export function openLog(file: string): number {
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

export function lastLines(file: string, count = 5): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-count).join('\n    ')
  } catch {
    return ''
  }
}
