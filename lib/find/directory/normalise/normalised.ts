/**
 * What a raw value came to. `note` is a code for the import report (`phone-not-understood`) when the value was
 * guessed, mended or given up; the caller keeps the raw value beside it.
 */
export type Normalised<T> = { value: T; note?: string }

export function normalised<T>(value: T, note?: string): Normalised<T> {
  return note === undefined ? { value } : { value, note }
}

/** Beyond it the oldest answers go: a feed repeats few values often and many once. */
const REMEMBERED = 20_000

/** Remembers the answers of a pure parser: of 100,000 services, most say the same few hundred things. */
export function remembering<T>(parse: (raw: string) => T): (raw: string) => T {
  const known = new Map<string, T>()
  return (raw) => {
    const before = known.get(raw)
    if (before !== undefined) return before
    const value = parse(raw)
    if (known.size >= REMEMBERED)
      for (const key of known.keys()) if (known.delete(key) && known.size < REMEMBERED * 0.9) break
    known.set(raw, value)
    return value
  }
}
