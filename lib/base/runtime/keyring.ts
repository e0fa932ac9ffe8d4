import { type Keyring, readKeyring } from '#base/core/seal.ts'

let held: { from: string; keyring: Keyring } | undefined

/**
 * The keys that sensitive text is sealed with, from `ENCRYPTION_KEYS`.
 * @throws when there are none: nothing sensitive is ever stored in the clear instead.
 */
export function keyring(): Keyring {
  const from = process.env.ENCRYPTION_KEYS
  if (!from)
    throw new Error(
      'ENCRYPTION_KEYS is not set. `npm start` makes it when the database is embedded; else set it.',
    )
  if (held?.from !== from) held = { from, keyring: readKeyring(from) }
  return held.keyring
}
