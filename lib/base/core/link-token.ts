import { createHash, timingSafeEqual } from 'node:crypto'
import { type Keyring, keyedDigest } from './seal.ts'

/**
 * The secret part of a mailed link, derived from the link's id: no table holds it, a queued message names the id and
 * the secret is put in when it goes out. Form: `<id>.<secret>`.
 */
export function linkToken(keyring: Keyring, id: string): string {
  return `${id}.${keyedDigest(keyring, 'link', id)}`
}

/** The id of a token whose secret is right, or null. */
export function linkIdOf(keyring: Keyring, token: string): string | null {
  const [id = ''] = token.split('.')
  return same(linkToken(keyring, id), token) ? id : null
}

/** Six digits that only the keys know, for one round of proving a mailbox. `nonce` makes each round's different. */
export function proofCode(keyring: Keyring, id: string, nonce: string): string {
  const digest = createHash('sha256')
    .update(keyedDigest(keyring, 'code', `${id} ${nonce}`))
    .digest()
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}

/** Compares without telling by the time it takes how much was right. */
export function same(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(first, second)
}

/**
 * Puts the secrets into the address of a link just before it is sent: `{token:<id>}` and `{code:<id>:<nonce>}`.
 * Queued text therefore holds none.
 */
export function fillSecrets(keyring: Keyring, text: string): string {
  return text
    .replaceAll(/\{token:([0-9a-f-]{36})\}/g, (_, id: string) => linkToken(keyring, id))
    .replaceAll(/\{code:([0-9a-f-]{36}):([0-9a-zA-Z-]+)\}/g, (_, id: string, nonce: string) =>
      proofCode(keyring, id, nonce),
    )
}
