import { generateURI, verifySync } from 'otplib'
import { keyedDigest, seal, unseal } from '../core/seal.ts'
import { keyring } from '../runtime/keyring.ts'
import type { StoredAccount } from './store.ts'

const STEP_SECONDS = 30
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const field = (id: string) => ({ field: 'account.totp_secret', id }) as const

/** The secret as it is stored. */
export function sealTotp(accountId: string, secret: string): string {
  return seal(keyring(), field(accountId), secret)
}

export function unsealTotp(accountId: string, sealed: string): string {
  return unseal(keyring(), field(accountId), sealed)
}

/**
 * The secret that a session would set an app up with: derived, so that drawing the page stores nothing, and another one
 * for each app that it takes the place of. 160 bits as 32 characters of base32 (RFC 4648), as RFC 4226 section 4 recommends.
 */
export function proposedSecret(account: Pick<StoredAccount, 'id' | 'totpSecret'>, sessionId: string): string {
  const whose = `${account.id} ${sessionId} ${account.totpSecret ?? ''}`.trim()
  const digest = Buffer.from(keyedDigest(keyring(), 'totp set-up', whose), 'base64url')
  return [...digest].map((byte) => BASE32[byte & 31]).join('')
}

/** What an authenticator app reads from the picture. */
export function totpAddress(email: string, secret: string): string {
  return generateURI({ issuer: 'Handrail', label: email, secret })
}

/** Which step of 30 seconds a code is of, the present one or one to either side for clocks that differ; null when of none. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return null
  const epoch = Math.floor(now.getTime() / 1000)
  const found = verifySync({ secret, token: digits, epoch, epochTolerance: STEP_SECONDS })
  return found.valid ? Math.floor(epoch / STEP_SECONDS) + found.delta : null
}
