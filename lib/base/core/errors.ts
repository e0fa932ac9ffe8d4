/**
 * Expected refusals. The edge (page, API, command line) chooses words and status; everything else that is
 * thrown is a bug and is logged once.
 */
export const ERROR_STATUS = {
  /** The input could not be read at all. */
  malformed: 400,
  /** No session, or a session that may not open client records yet (second factor missing). */
  'sign-in-required': 401,
  /** Absent and forbidden look the same from outside, so there is one code for both. */
  'not-found': 404,
  /** Somebody else changed the record first, or it is not in a state that allows the action. */
  conflict: 409,
  /** The body or the upload is larger than allowed. */
  'too-large': 413,
  /** Understood, but impossible: an unknown need id, an age of 200. */
  invalid: 422,
  'rate-limited': 429,
  /** PostgreSQL or another service that the answer needs cannot be reached. */
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** One thing wrong with one field. `path` is dotted (`person.age`), `message` is a sentence that says what to do. */
export type FieldError = {
  path: string
  message: string
  /** Codes of what the message is about, such as the fields that a consent does not cover; a page has words for them. */
  about?: readonly string[]
}

export class DomainError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly FieldError[]
  /** Seconds after which trying again makes sense; only with `rate-limited` and `unavailable`. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { errors?: FieldError[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfter = options.retryAfter
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}

export const notFound = (): DomainError =>
  new DomainError('not-found', 'There is nothing here, or it is not yours to see.')
