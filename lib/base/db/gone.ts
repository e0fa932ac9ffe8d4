/** Connection exceptions (SQLSTATE class 08), a server that shuts down or starts up (57P), and the client's own codes. */
const GONE =
  /^(?:08|57P0[1-3]|ECONNREFUSED$|ECONNRESET$|EPIPE$|ENOTFOUND$|ETIMEDOUT$|CONNECTION_|CONNECT_TIMEOUT$)/

/** Whether an error, or what caused it, means that the database went away, and not that a query was wrong. */
export function isDatabaseGone(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (typeof code === 'string' && GONE.test(code)) return true
  return cause !== undefined && isDatabaseGone(cause)
}
