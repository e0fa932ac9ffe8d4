import type { Readable } from 'node:stream'

/** One file of a feed, wherever it came from. It can be opened more than once: the first look decides how to read. */
export type FeedFile = {
  /** Path inside the feed, with forward slashes: what the report calls it. */
  name: string
  bytes: number
  /** `look` marks a reading that only learns how to read; progress does not count it. */
  open(purpose?: 'look'): Promise<Readable>
}

export type OpenedFeed = {
  files: FeedFile[]
  /** Where it was fetched from, when it was. */
  url: string | null
  close(): Promise<void>
}

/** The feed cannot be opened or understood; the message says what to do. */
export class FeedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FeedError'
  }
}
