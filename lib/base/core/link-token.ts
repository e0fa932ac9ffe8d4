import { createHash, timingSafeEqual } from 'node:crypto'
import { type Keyring, keyedDigest, oldestKey } from './seal.ts'

/** The key that a link is made with. Null: before links were of a key of their own, and then any may be its. */
export type LinkKey = string | null

/**
 * The secret part of a mailed link, derived from the link's id: no table holds it, a queued message names the id and
 * the secret is put in when it goes out. Form: `<id>.<secret>`.
 * @param keyId of the link's row; a new link is of the current key, and that key's alone
 */
export function linkToken(keyring: Keyring, id: string, keyId: string = keyring.current): string {
  return `${id}.${keyedDigest(keyring, 'link', id, keyId)}`
}

/**
 * The id of a token whose secret is right, and the key that made it, or null. Who looks for the row asks for that key too:
 * whoever has a key of before makes no secret of a link of today.
 */
export function linkOf(keyring: Keyring, token: string): { id: string; keyId: string } | null {
  const [id = ''] = token.split('.')
  const keyId = [...keyring.keys.keys()].find((key) => same(linkToken(keyring, id, key), token))
  return keyId === undefined ? null : { id, keyId }
}

/** What stands for a link's secret in a message that waits, whatever key is the current one when it goes out. */
export function tokenPlaceholder(keyring: Keyring, id: string): string {
  return `{token:${id}:${keyring.current}}`
}

/** The id of the link that an address of a waiting message names. */
export function placeheldLink(address: string): string | undefined {
  return PLACEHOLDER.exec(address)?.[1]
}

/** The address of a waiting message with another link in place of the one that it names. */
export function withLink(keyring: Keyring, address: string, id: string): string {
  return address.replace(PLACEHOLDER, tokenPlaceholder(keyring, id))
}

/** Without a key it is of before, when all links were of the oldest. */
const PLACEHOLDER = /\{token:([0-9a-f-]{36})(?::([a-z0-9-]{1,20}))?\}/

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
 * Puts the secrets into the address of a link just before it is sent: `{token:<id>:<key>}` and `{code:<id>:<nonce>}`.
 * Queued text therefore holds none.
 */
export function fillSecrets(keyring: Keyring, text: string): string {
  return text
    .replaceAll(new RegExp(PLACEHOLDER, 'g'), (_, id: string, keyId = oldestKey(keyring)) =>
      linkToken(keyring, id, keyId),
    )
    .replaceAll(/\{code:([0-9a-f-]{36}):([0-9a-zA-Z-]+)\}/g, (_, id: string, nonce: string) =>
      proofCode(keyring, id, nonce),
    )
}
