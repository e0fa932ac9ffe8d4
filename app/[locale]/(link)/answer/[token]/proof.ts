/** A cookie a link, so that proving one mailbox says nothing of another's. */
export function proofCookie(token: string): string {
  return `proof-${token.slice(0, 36)}`
}
