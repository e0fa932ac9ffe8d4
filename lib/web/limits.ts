import { isIP } from 'node:net'
import { readConfig } from '#base/runtime/config.ts'

/** The contract's defaults: matches a minute and sign-ins an hour, per address. */
const MATCHES_A_MINUTE = 600
const SIGN_INS_AN_HOUR = 20

export function isLoopback(address: string): boolean {
  return (
    address === '::1' ||
    address.startsWith('127.') ||
    address.startsWith('::ffff:127.') ||
    (isIP(address) === 0 && address === 'unknown')
  )
}

/** `RATE_LIMIT`: `off`, or `matches=600,sign-ins=20`. Loopback is not limited unless it is set. */
function limits(address: string): { matches: number | null; signIns: number | null } {
  const { rateLimit } = readConfig()
  if (rateLimit === 'off' || (!rateLimit && isLoopback(address))) return { matches: null, signIns: null }
  const set = Object.fromEntries(
    (rateLimit ?? '').split(',').map((pair) => pair.split('=').map((part) => part.trim())),
  )
  const plain = Number(rateLimit)
  const number = (text: string | undefined, fallback: number) =>
    text && Number(text) > 0 ? Number(text) : fallback
  return {
    matches: number(set.matches, plain > 0 ? plain : MATCHES_A_MINUTE),
    signIns: number(set['sign-ins'], SIGN_INS_AN_HOUR),
  }
}

/** Sign-ins that this address may try in an hour; null for no limit. */
export const signInLimit = (address: string): number | null => limits(address).signIns

/** Matches that this address may ask in a minute; null for no limit. */
export const matchLimit = (address: string): number | null => limits(address).matches
