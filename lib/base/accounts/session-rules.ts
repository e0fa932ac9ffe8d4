import type { Role } from '../access/actor.ts'
import { CLIENT_ROLES, type Session } from './model.ts'

const MINUTE = 60_000

/**
 * NIST SP 800-63B at AAL2 asks for a new sign-in after 30 minutes idle and after 12 hours whatever happens; people
 * without access to records of clients may stay longer.
 */
export const IDLE_MINUTES = { client: 30, other: 24 * 60 } as const
export const ABSOLUTE_HOURS = 12

export type SessionState = 'live' | 'idle' | 'expired' | 'second-factor'

export function idleMinutes(role: Role): number {
  return CLIENT_ROLES.includes(role) ? IDLE_MINUTES.client : IDLE_MINUTES.other
}

/**
 * May this session act in this role now? `second-factor`: it is signed in, and must still show the second factor.
 * Passkeys prove possession and presence at once and count as both.
 */
export function sessionState(
  session: Session,
  role: Role,
  now: Date,
  account: { demo: boolean },
): SessionState {
  if (session.expiresAt <= now) return 'expired'
  if (now.getTime() - session.lastSeenAt.getTime() > idleMinutes(role) * MINUTE) return 'idle'
  const proven = session.secondFactorAt !== null || session.method === 'passkey' || account.demo
  return CLIENT_ROLES.includes(role) && !proven ? 'second-factor' : 'live'
}
