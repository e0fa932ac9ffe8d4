import { DomainError } from '#base/core/errors.ts'
import { isDatabaseGone } from '#base/db/gone.ts'

/** PostgreSQL that hangs, or a network that swallows what is sent, says nothing at all: nobody in a crisis waits for it. */
const PATIENCE_MS = 5_000

/**
 * What the directory answers.
 * @throws DomainError `unavailable` when its database is gone, or nothing came in time
 */
export async function inTime<T>(answer: Promise<T>, patience = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), patience)
  })
  try {
    return await Promise.race([answer, late])
  } catch (error) {
    throw isDatabaseGone(error) ? unavailable(error) : error
  } finally {
    clearTimeout(timer)
  }
}

function unavailable(cause?: unknown): DomainError {
  return new DomainError('unavailable', 'The directory cannot be reached now. Try again in a minute.', {
    retryAfter: 30,
    cause,
  })
}
