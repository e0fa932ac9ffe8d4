import { sql } from 'kysely'
import { DomainError } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import { keyedDigest } from '../core/seal.ts'
import type { Tx } from '../db/context.ts'
import { translator } from '../i18n/translate.ts'
import { addressKey } from '../limits/setting.ts'
import { keyring } from '../runtime/keyring.ts'
import { countedSince, knownSince, restUntil } from './limits.ts'
import type { SignInMethod } from './model.ts'

/** What is guessed at, each counted by itself: whoever knows the password gains no tries at the code. */
export type Guessed = 'password' | 'code'

/** Whose sign-in, by what was typed: an address that nobody has is counted like any other. */
type Whose = { email: string; address: string }

export type Attempt = Whose & {
  accountId: string | undefined
  method: SignInMethod | 'code'
  outcome: 'asked' | 'refused' | 'locked' | 'signed-in'
  at: Date
}

const emailDigest = (email: string) => keyedDigest(keyring(), 'attempt mail', email.toLowerCase())
const placeDigest = (address: string) => keyedDigest(keyring(), 'attempt address', addressKey(address))

/** Writes an attempt down: it is what the next one is judged by. Neither the address nor the place is kept in the clear. */
export async function noteAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  await tx
    .insertInto('sign_in_attempt')
    .values({
      id: newId(),
      account_id: attempt.accountId ?? null,
      email_digest: emailDigest(attempt.email),
      address_digest: placeDigest(attempt.address),
      method: attempt.method,
      outcome: attempt.outcome,
      at: attempt.at,
    })
    .execute()
}

/** One after the other for one address, known or not, so that many guesses at once are counted like many in a row. */
export async function inTurn(tx: Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${emailDigest(email)}, 0))`.execute(tx)
}

/**
 * Until when guessing from this place rests; null when it may go on. A success forgives what its own place failed before.
 * One with a code also forgives what other places failed, and makes its place the owner's; one with a password does not,
 * or a stranger could see from elsewhere that somebody signed in, and so that there is an account.
 */
export async function restsUntil(tx: Tx, now: Date, guessed: Guessed, whose: Whose): Promise<Date | null> {
  const { rows } = await sql<Counted>`with attempt as (
      select outcome, at, address_digest = ${placeDigest(whose.address)} as here from sign_in_attempt
      where email_digest = ${emailDigest(whose.email)} and method = ${guessed} and at > ${knownSince(now)}
        and outcome in ('refused', 'signed-in')
    ), success as (
      select max(at) filter (where here) as here, max(at) filter (where ${guessed} = 'code') as anywhere
      from attempt where outcome = 'signed-in'
    ), failure as (
      select at, attempt.here and (success.here is null or at >= success.here) as here,
        success.anywhere is null or at >= success.anywhere as everywhere
      from attempt, success where outcome = 'refused' and at > ${countedSince(now)}
    )
    select count(*) filter (where here)::int as here, max(at) filter (where here) as "lastHere",
      count(*) filter (where everywhere)::int as everywhere, max(at) filter (where everywhere) as "lastEverywhere",
      (select here is not null from success) and ${guessed} = 'code' as owners
    from failure`.execute(tx)
  const [found] = rows
  if (!found) return null
  const ends = [
    found.lastHere && restUntil('place', found.here, found.lastHere),
    found.owners
      ? null
      : found.lastEverywhere && restUntil('account', found.everywhere, found.lastEverywhere),
  ]
  const latest = Math.max(...ends.map((end) => end?.getTime() ?? 0))
  return latest > now.getTime() ? new Date(latest) : null
}

type Counted = {
  here: number
  lastHere: Date | null
  everywhere: number
  lastEverywhere: Date | null
  /** The place is one where the owner's code was right lately. */
  owners: boolean
}

/** What somebody is told who has to wait; a mailed link is a way in past wrong passwords, and not past wrong codes. */
export function mustWait(guessed: Guessed, until: Date, now: Date): DomainError {
  const retryAfter = Math.ceil((until.getTime() - now.getTime()) / 1000)
  const key = guessed === 'password' ? 'too-many-passwords' : 'too-many-tries'
  const message = translator('en')(`refer.refusals.${key}`, { minutes: Math.ceil(retryAfter / 60) })
  return new DomainError('rate-limited', message, { retryAfter })
}
