import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { SealedColumn } from './sealed-columns.ts'

/**
 * Sensitive text is sealed before it reaches the database: AES-256-GCM under a key derived for that one record
 * (HKDF-SHA-256, RFC 5869) from a master key of the environment. What a sealed text belongs to is authenticated with
 * it, so that a value moved to another record or column does not open.
 *
 * Form: `v1.<key id>.<nonce>.<ciphertext and tag>`, parts in base64url.
 */
export type Keyring = {
  /** Id of the key that new text is sealed with. */
  readonly current: string
  readonly keys: ReadonlyMap<string, Buffer>
}

/** What a sealed text belongs to: table and column, and the record's id. */
export type SealContext = { field: SealedColumn; id: string }

/**
 * `ENCRYPTION_KEYS`: `id:base64` pairs of 32-byte keys, separated by commas, the current one first. To rotate, put a
 * new one in front and run `npm run doctor -- --repair`; a key may go when nothing is sealed with it any more.
 * @throws when a key is not 32 bytes or an id repeats.
 */
export function readKeyring(text: string): Keyring {
  const pairs = text.split(',').map((pair) => {
    const [id = '', key = ''] = pair.trim().split(':')
    const bytes = Buffer.from(key, 'base64')
    if (!/^[a-z0-9-]{1,20}$/.test(id) || bytes.length !== 32) {
      throw new Error(
        'ENCRYPTION_KEYS must be "id:base64" pairs separated by commas, each key 32 bytes long.',
      )
    }
    return [id, bytes] as const
  })
  const keys = new Map(pairs)
  if (keys.size !== pairs.length) throw new Error('ENCRYPTION_KEYS names the same key id twice.')
  return { current: pairs[0]?.[0] ?? '', keys }
}

export function makeKey(id = 'k1'): string {
  return `${id}:${randomBytes(32).toString('base64')}`
}

export function seal(keyring: Keyring, context: SealContext, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', recordKey(keyring, keyring.current, context), nonce)
  cipher.setAAD(associated(context))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return ['v1', keyring.current, nonce.toString('base64url'), body.toString('base64url')].join('.')
}

/** @throws when the key is gone, or the text was changed or moved. */
export function unseal(keyring: Keyring, context: SealContext, sealed: string): string {
  const [version, keyId = '', nonce = '', body = ''] = sealed.split('.')
  if (version !== 'v1') throw new Error(`Sealed text of ${context.field} has an unknown form.`)
  const bytes = Buffer.from(body, 'base64url')
  const decipher = createDecipheriv(
    'aes-256-gcm',
    recordKey(keyring, keyId, context),
    Buffer.from(nonce, 'base64url'),
  )
  decipher.setAAD(associated(context))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
}

/** Which key a text is sealed with: rotation looks for all but the current one. */
export function sealedWith(sealed: string): string {
  return sealed.split('.')[1] ?? ''
}

/**
 * A keyed digest that finds equal values without showing them; `purpose` keeps digests of one use apart from another's.
 * @param keyId the oldest key unless said otherwise, so that digests outlive a rotation as long as that key is kept
 */
export function keyedDigest(
  keyring: Keyring,
  purpose: string,
  value: string,
  keyId = oldestKey(keyring),
): string {
  return createHmac(
    'sha256',
    Buffer.from(hkdfSync('sha256', masterKey(keyring, keyId), '', `digest ${purpose}`, 32)),
  )
    .update(value)
    .digest('base64url')
}

/** The last key of the list. @throws when there is none */
export function oldestKey(keyring: Keyring): string {
  const id = [...keyring.keys.keys()].at(-1)
  if (id === undefined) throw new Error('There is no encryption key.')
  return id
}

function masterKey(keyring: Keyring, keyId: string): Buffer {
  const master = keyring.keys.get(keyId)
  if (!master)
    throw new Error(
      `The encryption key "${keyId}" is not in ENCRYPTION_KEYS; put it back to open what it sealed.`,
    )
  return master
}

function recordKey(keyring: Keyring, keyId: string, context: SealContext): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey(keyring, keyId), '', `record ${context.id}`, 32))
}

function associated(context: SealContext): Buffer {
  return Buffer.from(`${context.field} ${context.id}`)
}
