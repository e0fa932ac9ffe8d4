import type { Ctx } from '#base/db/context.ts'
import { spend } from '#base/limits/commands.ts'
import { requestAddress } from './origin.ts'

/**
 * Counts one match of the address that this request comes from, over all web processes.
 * @throws DomainError `rate-limited` with the seconds until the next one is allowed
 */
export function spendMatch(ctx: Ctx): Promise<void> {
  return spend(
    ctx,
    'match',
    requestAddress(),
    'Too many searches came from this address. Wait a little and try again.',
  )
}

/** Counts one try to sign in, of whatever kind. @throws DomainError `rate-limited` */
export function spendSignIn(ctx: Ctx): Promise<void> {
  return spend(
    ctx,
    'sign-in',
    requestAddress(),
    'Too many sign-ins from this place in the last hour. Try again later.',
  )
}

/** Counts one code that is asked for or typed on an agency's link. @throws DomainError `rate-limited` */
export function spendLinkCode(ctx: Ctx): Promise<void> {
  return spend(ctx, 'link-code', requestAddress(), 'Too many codes for one hour. Please wait, or call.')
}
