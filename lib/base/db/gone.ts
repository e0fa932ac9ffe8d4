/**
 * Connection exceptions (SQLSTATE class 08), a server that shuts down or starts up (57P) or has no connection left
 * (53300), and what the system and the client say of a server that cannot be reached: its name is not resolved, there is
 * no way to it, it does not answer.
 */
const GONE =
  /^(?:08|57P0[1-3]|53300$|ECONN(?:REFUSED|RESET|ABORTED)$|EPIPE$|ENOTFOUND$|EAI_AGAIN$|E(?:HOST|NET)(?:UNREACH|DOWN)$|ETIMEDOUT$|CONNECTION_|CONNECT_TIMEOUT$)/

/** Whether an error, or what caused it, means that the database went away, and not that a query was wrong. */
export function isDatabaseGone(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (typeof code === 'string' && GONE.test(code)) return true
  return cause !== undefined && isDatabaseGone(cause)
}
