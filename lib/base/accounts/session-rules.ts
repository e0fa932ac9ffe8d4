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

/** @param roles all that the person has, not only the one that the session acts in: another is one click away. */
const opensRecords = (roles: readonly Role[]) => roles.some((role) => CLIENT_ROLES.includes(role))

export function idleMinutes(roles: readonly Role[]): number {
  return opensRecords(roles) ? IDLE_MINUTES.client : IDLE_MINUTES.other
}

/**
 * May the session of a person with these roles act now? `second-factor`: it is signed in, and must still show the second
 * factor. Passkeys prove possession and presence at once and count as both.
 */
export function sessionState(
  session: Session,
  roles: readonly Role[],
  now: Date,
  account: { demo: boolean },
): SessionState {
  if (session.expiresAt <= now) return 'expired'
  if (now.getTime() - session.lastSeenAt.getTime() > idleMinutes(roles) * MINUTE) return 'idle'
  const proven = session.secondFactorAt !== null || session.method === 'passkey' || account.demo
  return opensRecords(roles) && !proven ? 'second-factor' : 'live'
}

/** How long a proof that was asked for counts as fresh, and a mailed link as proof of the mailbox. */
const FRESH_MINUTES = { proof: 10, link: 15 } as const

/** Has the session shown the second step a moment ago, for something that asks for it? */
export function isProvenAgain(session: Session, now: Date): boolean {
  const { provenAgainAt } = session
  return provenAgainAt !== null && now.getTime() - provenAgainAt.getTime() < FRESH_MINUTES.proof * MINUTE
}

/**
 * Until when this session may set a new password without the old one: it began by a mailed link a moment ago, and showed
 * the second step where the account has one. Null when it may not.
 */
export function passwordOpenUntil(session: Session, account: { hasTotp: boolean }, now: Date): Date | null {
  if (session.method !== 'email' || (account.hasTotp && session.secondFactorAt === null)) return null
  const until = new Date(session.createdAt.getTime() + FRESH_MINUTES.link * MINUTE)
  return now < until ? until : null
}
