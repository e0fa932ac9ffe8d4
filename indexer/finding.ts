import type { CommandMeans } from './command.ts'

/** `note` is worth knowing; `wrong` makes `npm run doctor` end with 1. Both say what to do. */
export type Finding =
  | { state: 'ok'; says: string }
  | { state: 'note' | 'wrong'; says: string; remedy: string }

export type Check = {
  name: string
  /** What it throws is reported as wrong. */
  look: (means: CommandMeans) => Promise<Finding>
  /** With `--repair`, after `look` found something: mends it and says what was done. `look` then runs again. */
  repair?: (means: CommandMeans) => Promise<string>
}

export const ok = (says: string): Finding => ({ state: 'ok', says })
export const wrong = (says: string, remedy: string): Finding => ({ state: 'wrong', says, remedy })
export const note = (says: string, remedy: string): Finding => ({ state: 'note', says, remedy })
