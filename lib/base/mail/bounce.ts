/** What a mail server reports of a message that it took and could not deliver. */
export type Bounce = {
  /** Id of our message, from the Message-ID that it went out with. */
  mailId: string
  /** Enhanced status code, RFC 3463: `5.1.1` is a mailbox that does not exist. */
  status: string
}

const OURS = /^message-id:\s*<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/im

/**
 * Reads a delivery status notification (RFC 3464), as it comes to the address that mail is sent from. Null for everything
 * else: a delay, a success, an answer from a holiday, a report on somebody else's message. Whatever else stands in it is
 * not looked at.
 */
export function readBounce(message: string): Bounce | null {
  // Headers may be folded over several lines, RFC 5322 section 2.2.3.
  const text = message.replace(/\r?\n[ \t]+/g, ' ')
  if (!/^content-type:\s*multipart\/report\b.*report-type="?delivery-status/im.test(text)) return null
  if (!/^action:\s*failed\s*$/im.test(text)) return null
  const status = /^status:\s*(5\.\d{1,3}\.\d{1,3})\b/im.exec(text)?.[1]
  // The report's own Message-ID comes before its first part; the returned headers come after the status.
  const returned = text.slice(text.search(/^action:\s*failed/im))
  const mailId = OURS.exec(returned)?.[1]
  return status && mailId ? { mailId, status } : null
}

/** Did the server refuse the address itself while the message was handed over? Such a refusal is final (RFC 5321 section 4.2.1). */
export function isRefusedAddress(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return code === 'EENVELOPE' && typeof responseCode === 'number' && responseCode >= 500
}
